import { useEffect } from 'react'

/** Calls `onReturn` whenever somebody comes back to the browser's window. */
export function useOnReturn(onReturn: () => void) {
  useEffect(() => {
    window.addEventListener('focus', onReturn)
    return () => window.removeEventListener('focus', onReturn)
  }, [onReturn])
}
