import { Client, cacheExchange, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { graphqlUrl } from './address'
import { reportReachable } from './connection'
import { isForbidden, isSignedOut } from './errors'
import { createLiveConnection } from './live-connection'
import { noteServerTime, serverTimeAt } from './server-time'
import { pastCache } from './uncached'

interface Listeners {
  /** The session has ended, or another tab signed out. */
  onSignedOut: () => void
  /** Something was refused that the page offered: the rights may have changed. */
  onForbidden: () => void
  /** Events may have been missed, so what is shown may be old. */
  onOutdated: () => void
}

/** Creates the client of one session. Each sign-in gets a new one, so that nothing of another session is cached. */
export function createSessionClient({ onSignedOut, onForbidden, onOutdated }: Listeners) {
  const live = createLiveConnection('senturo-console-streams', { onOutdated, serverTimeAt })
  const client = new Client({
    url: graphqlUrl,
    preferGetMethod: false,
    fetch: fetchNotingTime,
    requestPolicy: 'cache-and-network',
    // The server takes uploads only with this header, which no foreign page can send (GraphQL multipart request
    // specification).
    fetchOptions: { credentials: 'same-origin', headers: { 'GraphQL-Require-Preflight': '1' } },
    exchanges: [
      mapExchange({
        onError: (error, operation) => {
          if (operation.kind !== 'mutation' && isSignedOut(error.graphQLErrors)) onSignedOut()
        },
        onResult: (result) => {
          if (!result.error?.networkError) reportReachable()
          if (isForbidden(result)) onForbidden()
        },
      }),
      pastCache(cacheExchange),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: live.subscribe({
              request: { query: query ?? '', variables: { ...variables } },
              onResult: sink.next,
              onComplete: sink.complete,
            }),
          }),
        }),
      }),
    ],
  })
  return { client, close: live.dispose }
}

async function fetchNotingTime(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request)
  noteServerTime(response)
  return response
}
