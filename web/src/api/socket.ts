import { type Client, createClient } from 'graphql-ws'

/** For a proxy that swallows the upgrade, or what follows it: the browser itself waits for minutes. */
const CONNECT_TIMEOUT_MS = 5_000
const PING_INTERVAL_MS = 10_000
const PONG_TIMEOUT_MS = 5_000

interface SocketOptions {
  onConnected: () => void
  /** Called at each end of a connection, and of each attempt at one. */
  onClosed: () => void
  /** How long to wait, more or less, before the next attempt. */
  retryMs: () => number
}

/** Creates the socket of the subscriptions. It reconnects for as long as it is not disposed of. */
export function createSocket({ onConnected, onClosed, retryMs }: SocketOptions): Client {
  let timer = 0
  const client = createClient({
    url: `${location.protocol.replace('http', 'ws')}//${location.host}/graphql`,
    keepAlive: PING_INTERVAL_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => waitOrOnline(retryMs() * (0.5 + Math.random())),
    on: {
      connecting: () => terminateAfter(CONNECT_TIMEOUT_MS),
      connected: () => {
        clearTimeout(timer)
        onConnected()
      },
      closed: () => {
        clearTimeout(timer)
        onClosed()
      },
      ping: (received) => {
        // A network that vanished closes nothing, so a missing pong has to count as the end.
        if (!received) terminateAfter(PONG_TIMEOUT_MS)
      },
      pong: (received) => {
        if (received) clearTimeout(timer)
      },
    },
  })
  return client

  function terminateAfter(milliseconds: number) {
    clearTimeout(timer)
    timer = window.setTimeout(() => client.terminate(), milliseconds)
  }
}

/** Resolves after the time, or as soon as the browser is online again. */
function waitOrOnline(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      removeEventListener('online', finish)
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    addEventListener('online', finish)
  })
}
