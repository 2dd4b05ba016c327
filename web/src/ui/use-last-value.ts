import { useRef } from 'react'

/** Returns the last value that was not undefined: while the next page loads, the previous one stays visible. */
export function useLastValue<T>(value: T | undefined): T | undefined {
  const last = useRef(value)
  if (value !== undefined) last.current = value
  return last.current
}
