import { useSyncExternalStore } from 'react'

/** What stands behind `#` in the address: a link's token, which never reaches a server's log. */
export function useFragment(): string {
  return useSyncExternalStore(subscribe, () => location.hash.slice(1))
}

function subscribe(listener: () => void) {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
