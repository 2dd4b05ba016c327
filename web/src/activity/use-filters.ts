import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { type ActivityFilters, parseFilters, timesOf, withFilters } from './activity-location'

export type SetFilters = (change: Partial<ActivityFilters>, replace?: boolean) => void

/** Returns which entries are shown, and a function that changes it, as a new entry in the browser's history or not. */
export function useFilters(): [ActivityFilters, SetFilters] {
  const [parameters, setParameters] = useSearchParams()
  const filters = useMemo(() => parseFilters(parameters), [parameters])
  const setFilters = useCallback<SetFilters>(
    (change, replace = false) => setParameters((before) => withFilters(before, change), { replace }),
    [setParameters],
  )
  return [filters, setFilters]
}

/** Returns the same as the API takes it. */
export function filterArgument(filters: ActivityFilters) {
  const { search, actions, actor } = filters
  return {
    search: search || undefined,
    actions: actions.length > 0 ? [...actions] : undefined,
    actorIds: actor ? [actor] : undefined,
    ...timesOf(filters),
  }
}
