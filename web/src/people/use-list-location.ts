import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { type ListLocation, parseListLocation, withListLocation } from './list-location'

export type SetListLocation = (change: Partial<ListLocation>, replace?: boolean) => void

/** Returns what the lists show, and a function that changes it, as a new entry in the browser's history or not. */
export function useListLocation(): [ListLocation, SetListLocation] {
  const [parameters, setParameters] = useSearchParams()
  const location = useMemo(() => parseListLocation(parameters), [parameters])
  const setLocation = useCallback<SetListLocation>(
    (change, replace = false) => setParameters((before) => withListLocation(before, change), { replace }),
    [setParameters],
  )
  return [location, setLocation]
}
