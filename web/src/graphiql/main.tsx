import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './graphiql.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createClient } from 'graphql-ws'
import { createRoot } from 'react-dom/client'
import { EXAMPLES } from './examples'

const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  wsClient: createClient({ url: `${location.protocol.replace('http', 'ws')}//${location.host}/graphql` }),
})

const root = document.getElementById('root')
if (!root) throw new Error('graphiql.html has no #root')

createRoot(root).render(
  // Operations may contain passwords, so they are kept no longer than the tab.
  <GraphiQL
    fetcher={fetcher}
    storage={sessionStorage}
    defaultTabs={EXAMPLES}
    defaultEditorToolsVisibility="variables"
  >
    <GraphiQL.Logo>
      <a href="/">Role Management</a>
    </GraphiQL.Logo>
  </GraphiQL>,
)
