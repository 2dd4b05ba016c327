import { useEffect } from 'react'
import { FIRST_PAGE, type ListLocation } from './list-location'
import type { SetListLocation } from './use-list-location'

/** Returns whether a page is shown that the list no longer reaches, and goes to the first one then. */
export function usePastEnd(
  rows: readonly unknown[] | undefined,
  { page }: Pick<ListLocation, 'page'>,
  setLocation: SetListLocation,
): boolean {
  const isPastEnd = rows?.length === 0 && page > 1
  useEffect(() => {
    if (isPastEnd) setLocation(FIRST_PAGE, true)
  }, [isPastEnd, setLocation])
  return isPastEnd
}
