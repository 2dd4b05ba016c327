import { type Client, createClient } from 'graphql-ws'
import { socketUrl } from './address'
import { setSocketLost } from './connection'

const PING_INTERVAL_MS = 10_000
const PONG_TIMEOUT_MS = 5_000
const MIN_RETRY_MS = 500
const MAX_RETRY_MS = 15_000
const NORMAL_CLOSURE = 1000
const PONG_MISSING = 4408

/** Creates the socket of the subscriptions. It reconnects for as long as it is not disposed of. */
export function createSocket(onReconnected: () => void): Client {
  let wasLost = false
  let pongTimer = 0
  let active: WebSocket | null = null
  return createClient({
    url: socketUrl,
    keepAlive: PING_INTERVAL_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      waitOrOnline(Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** retries) * (0.5 + Math.random())),
    on: {
      opened: (opened) => {
        active = opened as WebSocket
      },
      connected: () => {
        setSocketLost(false)
        if (wasLost) onReconnected()
        wasLost = false
      },
      closed: (event) => {
        clearTimeout(pongTimer)
        wasLost = (event as CloseEvent).code !== NORMAL_CLOSURE
        setSocketLost(wasLost)
      },
      ping: (received) => {
        // A network that vanished closes nothing, so a missing pong has to count as the end.
        if (!received) {
          pongTimer = window.setTimeout(() => active?.close(PONG_MISSING, 'No pong'), PONG_TIMEOUT_MS)
        }
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer)
      },
    },
  })
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
