import { Client, cacheExchange, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { graphqlUrl } from './address'
import { isSignedOut } from './errors'
import { createSocket } from './socket'

interface Listeners {
  /** The session has ended, or another tab signed out. */
  onSignedOut: () => void
  /** The socket is back after a gap in which events were missed. */
  onReconnected: () => void
}

/** Creates the client of one session. Each sign-in gets a new one, so that nothing of another session is cached. */
export function createSessionClient({ onSignedOut, onReconnected }: Listeners) {
  const socket = createSocket(onReconnected)
  const client = new Client({
    url: graphqlUrl,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    // The server takes uploads only with this header, which no foreign page can send (GraphQL multipart request
    // specification).
    fetchOptions: { credentials: 'same-origin', headers: { 'GraphQL-Require-Preflight': '1' } },
    exchanges: [
      mapExchange({
        onError: (error, operation) => {
          if (operation.kind !== 'mutation' && isSignedOut(error)) onSignedOut()
        },
      }),
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe({ query: query ?? '', variables: { ...variables } }, sink),
          }),
        }),
      }),
    ],
  })
  return { client, close: () => void socket.dispose() }
}
