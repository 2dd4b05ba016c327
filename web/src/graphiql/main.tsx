import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './graphiql.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createClient } from 'graphql-ws'
import { createRoot } from 'react-dom/client'
import { graphqlUrl, publicPath, socketUrl } from '../api/address'
import { EXAMPLES } from './examples'

const fetcher = createGraphiQLFetcher({
  url: graphqlUrl,
  wsClient: createClient({ url: socketUrl }),
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
      <a href={`${publicPath}/`}>Role Management</a>
    </GraphiQL.Logo>
  </GraphiQL>,
)
