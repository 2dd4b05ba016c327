import { useSyncExternalStore } from 'react'

type Connection = 'online' | 'offline' | 'reconnecting'

let isLost = false
const listeners = new Set<() => void>()

/** Called by what carries the subscriptions: nothing of the server arrives, or something does again. */
export function setConnectionLost(lost: boolean) {
  if (lost === isLost) return
  isLost = lost
  for (const listener of listeners) listener()
  if (!lost) reportReachable()
}

const reachableListeners = new Set<() => void>()

/** Called with each answer of the server to a request. */
export function reportReachable() {
  for (const listener of reachableListeners) listener()
}

/** Calls the listener whenever the server answers or can be reached again, for the rest of the page's life. */
export function onReachable(listener: () => void) {
  reachableListeners.add(listener)
  addEventListener('online', listener)
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, connection)
}

function connection(): Connection {
  if (!navigator.onLine) return 'offline'
  return isLost ? 'reconnecting' : 'online'
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
