import { type RefObject, useEffect, useRef } from 'react'

/** Returns a ref that says whether the part of the page is still there: an answer that comes later is for nobody. */
export function useIsThere(): RefObject<boolean> {
  const isThere = useRef(false)
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
    }
  }, [])
  return isThere
}
