import { useSyncExternalStore } from 'react'

type Connection = 'online' | 'offline' | 'reconnecting'

let isLost = false
const listeners = new Set<() => void>()

/** Called by what carries the subscriptions: nothing of the server arrives, or something does again. */
export function setConnectionLost(lost: boolean) {
  if (lost === isLost) return
  isLost = lost
  for (const listener of listeners) listener()
}

const answerListeners = new Set<() => void>()

/** Called with each answer of the server to a request. */
export function reportAnswer() {
  for (const listener of answerListeners) listener()
}

/** Calls the listener with each answer of the server, for the rest of the page's life. */
export function onAnswer(listener: () => void) {
  answerListeners.add(listener)
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
