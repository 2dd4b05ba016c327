import { createClient as createSocket } from 'graphql-ws'
import { Client, cacheExchange, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { socketIs } from './connection'
import { isSignedOut } from './refusals'

const PING_MS = 10_000
const PONG_MS = 5_000
const LONGEST_WAIT_MS = 15_000
const FIRST_WAIT_MS = 500
const CLEAN_CLOSE = 1000

interface Listeners {
  /** The session has ended, or another tab signed out. */
  onSignedOut: () => void
  /** The socket is back after a gap in which changes were missed. */
  onReconnected: () => void
}

/** A client for one session: made anew at each sign-in, so that nothing of another session is left in it. */
export function makeClient({ onSignedOut, onReconnected }: Listeners) {
  const socket = makeSocket(onReconnected)
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    // The header makes uploads pass: no foreign page can send it (GraphQL multipart request specification).
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

function makeSocket(onReconnected: () => void) {
  let wasLost = false
  let pongTimer = 0
  let active: WebSocket | null = null
  const socket = createSocket({
    url: `${location.protocol.replace('http', 'ws')}//${location.host}/graphql`,
    keepAlive: PING_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      wait(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** retries) * (0.5 + Math.random())),
    on: {
      opened: (opened) => {
        active = opened as WebSocket
      },
      connected: () => {
        socketIs(false)
        if (wasLost) onReconnected()
        wasLost = false
      },
      closed: (event) => {
        clearTimeout(pongTimer)
        wasLost = (event as CloseEvent).code !== CLEAN_CLOSE
        socketIs(wasLost)
      },
      ping: (received) => {
        // A network that vanished says nothing, so silence has to count as its end.
        if (!received) pongTimer = window.setTimeout(() => active?.close(4408, 'No answer'), PONG_MS)
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer)
      },
    },
  })
  return socket
}

/** Cut short when the browser says that the network is back. */
function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    addEventListener('online', done)
  })
}
