import { useEffect, useMemo, useRef } from 'react'
import { useQuery } from 'urql'
import { NewestEntryQuery } from './queries'
import type { filterArgument } from './use-filters'

const NETWORK_ONLY = { requestPolicy: 'network-only' } as const

/**
 * Whether there are entries now that were not there when a later page was opened: that page stays as it is, and they
 * stand on the first one. Returns a function, too, that looks for them.
 */
export function useNewerEntries(
  filter: ReturnType<typeof filterArgument>,
  isLaterPage: boolean,
): [boolean, () => void] {
  const variables = useMemo(() => ({ filter }), [filter])
  const [{ data, stale }, look] = useQuery({
    query: NewestEntryQuery,
    variables,
    pause: !isLaterPage,
    ...NETWORK_ONLY,
  })
  const newest = isLaterPage && !stale ? data?.auditEntries.edges[0]?.node.id : undefined
  const atFirst = useRef<{ filter: unknown; id: string }>(undefined)
  useEffect(() => {
    if (!isLaterPage) atFirst.current = undefined
    else if (newest && atFirst.current?.filter !== filter) atFirst.current = { filter, id: newest }
  }, [isLaterPage, newest, filter])
  const before = atFirst.current
  const hasNewer = newest !== undefined && before?.filter === filter && before.id !== newest
  const lookAgain = useMemo(() => () => isLaterPage && look(NETWORK_ONLY), [isLaterPage, look])
  return [hasNewer, lookAgain]
}
