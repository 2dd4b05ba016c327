import { useSyncExternalStore } from 'react'

type Connection = 'online' | 'offline' | 'reconnecting'

let isSocketLost = false
const listeners = new Set<() => void>()

/** Told by the socket that brings the changes of others. */
export function socketIs(lost: boolean) {
  if (lost === isSocketLost) return
  isSocketLost = lost
  for (const listener of listeners) listener()
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, connection)
}

function connection(): Connection {
  if (!navigator.onLine) return 'offline'
  return isSocketLost ? 'reconnecting' : 'online'
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
