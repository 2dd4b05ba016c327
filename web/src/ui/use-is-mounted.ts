import { type RefObject, useEffect, useRef } from 'react'

/** Returns a ref that says whether the component is mounted: what a request returns after that is for nobody. */
export function useIsMounted(): RefObject<boolean> {
  const isMounted = useRef(false)
  useEffect(() => {
    isMounted.current = true
    return () => {
      isMounted.current = false
    }
  }, [])
  return isMounted
}
