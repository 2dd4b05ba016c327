import './workers'
import 'graphiql/style.css'
import './graphiql.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import type { Client } from 'graphql-ws'
import { createRoot } from 'react-dom/client'
import { graphqlUrl, publicPath } from '../api/address'
import { createLiveConnection } from '../api/live-connection'
import { withCurrentOperation } from './current-operation'
import { EXAMPLES } from './examples'
import { LoadedGraphiQL } from './loaded-graphiql'

const live = createLiveConnection('senturo-graphiql-streams', {})
// GraphiQL only ever subscribes.
const liveClient = {
  subscribe: (request, sink) =>
    live.subscribe({ request, onResult: sink.next as () => void, onComplete: sink.complete }),
} as Client

const fetcher = withCurrentOperation(
  createGraphiQLFetcher({
    url: graphqlUrl,
    wsClient: liveClient,
  }),
)

const root = document.getElementById('root')
if (!root) throw new Error('graphiql.html has no #root')

createRoot(root).render(
  // Operations may contain passwords, so they are kept no longer than the tab.
  <LoadedGraphiQL
    fetcher={fetcher}
    storage={sessionStorage}
    defaultTabs={EXAMPLES}
    defaultEditorToolsVisibility="variables"
  >
    <GraphiQL.Logo>
      <a href={`${publicPath}/`}>Role Management</a>
    </GraphiQL.Logo>
  </LoadedGraphiQL>,
)
