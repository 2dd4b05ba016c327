import { useSyncExternalStore } from 'react'

type Connection = 'online' | 'offline' | 'reconnecting'

let isSocketLost = false
const listeners = new Set<() => void>()

/** Called by the socket that carries the subscriptions. */
export function setSocketLost(lost: boolean) {
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
