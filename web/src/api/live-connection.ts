import type { GraphQLError } from 'graphql'
import { setConnectionLost } from './connection'
import type { SubscriptionRequest } from './event-stream'
import { createEventStreams } from './event-streams'
import { startPolling } from './polling'
import { createSocket } from './socket'
import type { Subscription } from './subscription'

/** One attempt may have met a server that was restarting. */
const SOCKET_ATTEMPTS = 2
/** A proxy may let a connection come about and then cut it. */
const STABLE_MS = 10_000
const MIN_RETRY_MS = 500
const MAX_RETRY_MS = 15_000
/** While streams do as well, a socket that cannot be had is asked for seldom. */
const MAX_RETRY_STREAMING_MS = 120_000
const STREAM_RETRY_MS = 60_000
const STREAM_RESTART_MS = 1_000

interface LiveOptions {
  /** Something may have been missed: called after a gap, and every few seconds for as long as neither way is open. */
  onOutdated?: () => void
  /** Returns the server's time at a moment of `performance.now()`. Without it, `changesSince` is not sent. */
  serverTimeAt?: (moment: number) => Date | undefined
}

interface LiveConnection {
  /** Returns a function that ends the subscription. */
  subscribe: (subscription: Subscription) => () => void
  dispose: () => void
}

/**
 * Carries the subscriptions by the best way that the network lets through: a WebSocket, else event streams.
 * Of the windows that name the same `streamLock`, one at a time has event streams.
 */
export function createLiveConnection(
  streamLock: string,
  { onOutdated, serverTimeAt }: LiveOptions,
): LiveConnection {
  const subscriptions = new Set<Subscription>()
  let isSocketOpen = false
  let failedAttempts = 0
  let streamsFrom = 0
  let restart = 0
  let stable = 0
  /** Whether events may have been missed since the page was loaded or the last connection was lost. */
  let hasGap = false
  /** Until something is open for the first time: since when the page may have read what it shows. */
  let began: number | undefined = performance.now()

  const socket = createSocket({
    onConnected: () => {
      isSocketOpen = true
      stable = window.setTimeout(() => {
        failedAttempts = 0
        streams.stop()
      }, STABLE_MS)
      openAgain()
    },
    onClosed: () => {
      clearTimeout(stable)
      if (subscriptions.size > 0) failedAttempts += 1
      if (isSocketOpen) {
        isSocketOpen = false
        lost()
      }
      startStreams()
    },
    retryMs: () =>
      Math.min(
        streams.isOpen() ? MAX_RETRY_STREAMING_MS : MAX_RETRY_MS,
        MIN_RETRY_MS * 2 ** Math.max(0, failedAttempts - 1),
      ),
  })
  const streams = createEventStreams(streamLock, {
    onOpen: openAgain,
    onLost: (wasOpen) => {
      if (wasOpen) lost()
      const pause = wasOpen ? STREAM_RESTART_MS : STREAM_RETRY_MS
      streamsFrom = Date.now() + pause
      if (wasOpen) restart = window.setTimeout(startStreams, pause)
    },
  })
  const stopPolling = startPolling({
    isNeeded: () => subscriptions.size > 0 && !isOpen(),
    onAnswer: (isReachable) => {
      setConnectionLost(!isReachable)
      if (isReachable) onOutdated?.()
    },
  })
  document.addEventListener('visibilitychange', changeVisibility)

  return {
    subscribe: (subscription) => {
      askForChangesSince(began ?? performance.now(), subscription.request)
      subscriptions.add(subscription)
      const unsubscribeSocket = subscribeSocket(subscription)
      streams.add(subscription)
      return () => {
        subscriptions.delete(subscription)
        streams.remove(subscription)
        unsubscribeSocket()
      }
    },
    dispose: () => {
      subscriptions.clear()
      clearTimeout(restart)
      clearTimeout(stable)
      streams.stop()
      stopPolling()
      document.removeEventListener('visibilitychange', changeVisibility)
      void socket.dispose()
    },
  }

  /** Has the server tell of what changes while the request is on its way. */
  function askForChangesSince(moment: number, request: SubscriptionRequest) {
    const time = serverTimeAt?.(moment)
    if (time) request.extensions = { changesSince: time.toISOString() }
  }

  function subscribeSocket(subscription: Subscription): () => void {
    let timer = 0
    let unsubscribe = () => {}
    const subscribe = () => {
      unsubscribe = socket.subscribe(subscription.request, {
        next: subscription.onResult,
        complete: subscription.onComplete,
        error: (error) => {
          if (isRefusal(error)) {
            subscription.onResult({ errors: error })
            subscription.onComplete()
            return
          }
          // A proxy that garbles the messages ends the attempts for good, though a later one may go another way.
          timer = window.setTimeout(subscribe, MAX_RETRY_MS)
        },
      })
    }
    subscribe()
    return () => {
      clearTimeout(timer)
      unsubscribe()
    }
  }

  function startStreams() {
    if (failedAttempts < SOCKET_ATTEMPTS || streams.isStarted()) return
    if (subscriptions.size === 0 || document.hidden || Date.now() < streamsFrom) return
    streams.start(subscriptions)
  }

  function isOpen() {
    return isSocketOpen || streams.isOpen()
  }

  function lost() {
    if (isOpen() || subscriptions.size === 0) return
    hasGap = true
    setConnectionLost(true)
  }

  function openAgain() {
    setConnectionLost(false)
    began = undefined
    if (hasGap || failedAttempts > 0) {
      for (const { request } of subscriptions) askForChangesSince(performance.now(), request)
      onOutdated?.()
    }
    hasGap = false
  }

  /** A hidden page leaves its streams to the window that is seen. */
  function changeVisibility() {
    if (!document.hidden) startStreams()
    else if (streams.isStarted()) {
      streams.stop()
      hasGap = true
    }
  }
}

function isRefusal(error: unknown): error is readonly GraphQLError[] {
  return Array.isArray(error)
}
