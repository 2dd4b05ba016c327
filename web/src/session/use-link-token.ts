import { useSyncExternalStore } from 'react'

/** Returns the token of the link that led here: the address's fragment, which no server and no log ever sees. */
export function useLinkToken(): string {
  return useSyncExternalStore(subscribe, () => location.hash.slice(1))
}

function subscribe(listener: () => void) {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
