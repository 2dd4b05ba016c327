import { useRef } from 'react'

/** The newest value that was there: while the next page loads, the one before stays on the screen. */
export function useLatest<T>(value: T | undefined): T | undefined {
  const latest = useRef(value)
  if (value !== undefined) latest.current = value
  return latest.current
}
