import { openEventStream } from './event-stream'
import { acquireStreamLock } from './stream-lock'
import type { Subscription } from './subscription'

interface EventStreams {
  /** Opens a stream for each of the subscriptions, as soon as no other window has streams. */
  start: (subscriptions: Iterable<Subscription>) => void
  /** Closes them. Called again it does nothing. */
  stop: () => void
  /** Adds a stream, if they were started. */
  add: (subscription: Subscription) => void
  remove: (subscription: Subscription) => void
  isStarted: () => boolean
  /** Whether every stream is open, so that nothing that happens is missed. */
  isOpen: () => boolean
}

interface Listeners {
  /** All streams are open. */
  onOpen: () => void
  /** They were closed, since one of them was lost. */
  onLost: (wasOpen: boolean) => void
}

/**
 * Creates the second best way of subscribing, for where no socket can be had: an event stream for each subscription.
 * Of the windows that name the same `lock`, one at a time has streams.
 */
export function createEventStreams(lock: string, { onOpen, onLost }: Listeners): EventStreams {
  const closers = new Map<Subscription, () => void>()
  const opening = new Set<Subscription>()
  let release: (() => void) | undefined
  let isGranted = false

  const isOpen = () => isGranted && opening.size === 0
  return { start, stop, add, remove, isStarted: () => release !== undefined, isOpen }

  function start(subscriptions: Iterable<Subscription>) {
    stop()
    release = acquireStreamLock(lock, () => {
      isGranted = true
      for (const subscription of subscriptions) add(subscription)
    })
  }

  function stop() {
    for (const close of closers.values()) close()
    closers.clear()
    opening.clear()
    isGranted = false
    release?.()
    release = undefined
  }

  function add(subscription: Subscription) {
    if (!isGranted) return
    opening.add(subscription)
    const close = openEventStream(subscription.request, {
      onOpen: () => opened(subscription),
      onResult: subscription.onResult,
      onComplete: subscription.onComplete,
      onLost: lose,
    })
    closers.set(subscription, close)
  }

  function remove(subscription: Subscription) {
    closers.get(subscription)?.()
    closers.delete(subscription)
    if (opening.has(subscription)) opened(subscription)
  }

  function opened(subscription: Subscription) {
    opening.delete(subscription)
    if (isOpen()) onOpen()
  }

  function lose() {
    const wasOpen = isOpen()
    stop()
    onLost(wasOpen)
  }
}
