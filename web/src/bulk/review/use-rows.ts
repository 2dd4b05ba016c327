import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { type Client, useClient } from 'urql'
import type { VariablesOf } from '../../api/graphql'
import { UNCACHED } from '../../api/uncached'
import { useSession } from '../../session/session'
import type { BulkInvite } from '../queries'
import type { ProblemLine } from './problem-lines'
import { ReviewRowsQuery } from './queries'
import { type Asked, type LoadedPage, RowWindow, type WindowState } from './row-window'
import { type Segment, statusesOf } from './segment'

/** The rows that are in memory of a list. */
export interface LoadedRows extends WindowState {
  /** Which list it is: of another one nothing stands where it did. */
  list: string
  /** Whether they are still those of the list that was looked at before. */
  isLoading: boolean
  /** Says which rows are looked at. */
  want: (from: number, to: number) => void
}

/** The rows of a segment, or of those with one problem, around what is looked at: as they are now, whoever changes them. */
export function useRows(
  { id, sequence, status }: BulkInvite,
  segment: Segment,
  line: ProblemLine | undefined,
): LoadedRows {
  const client = useClient()
  const { outdatedCount } = useSession()
  const list = JSON.stringify({ id, ...(line?.filter ?? { statuses: statusesOf(segment) }) })
  // As many rows as are counted at most, where each has to be looked at for that.
  const knownCount = line?.rowCount ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: a count that changes is that of the same list.
  const rows = useMemo(
    () => new RowWindow((asked) => loadPage(client, JSON.parse(list), asked, knownCount)),
    [client, list],
  )
  // While a worker edits, each of its steps would load them again.
  const isAtRest = status === 'READY'
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new sequence means that rows may be others.
  useEffect(() => {
    if (isAtRest) rows.reload()
  }, [sequence, isAtRest, outdatedCount, rows])
  useEffect(() => rows.want(0, 1), [rows])

  const state = useSyncExternalStore(rows.subscribe, rows.read)
  const [shown, setShown] = useState({ state, list })
  if (state.isLoaded && shown.state !== state) setShown({ state, list })
  const isLoading = !state.isLoaded
  const { error } = state
  return isLoading && !error
    ? { ...shown.state, list: shown.list, isLoading, want: rows.want }
    : { ...state, list, isLoading: false, want: rows.want }
}

async function loadPage(
  client: Client,
  of: Omit<VariablesOf<typeof ReviewRowsQuery>, keyof Asked>,
  { isCounted, ...page }: Asked,
  knownCount: number,
): Promise<LoadedPage> {
  const variables = { ...of, ...page, isCounted }
  const { data, error } = await client.query(ReviewRowsQuery, variables, UNCACHED).toPromise()
  if (error) throw error
  const found = data?.bulkInvite?.rows
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = found?.pageInfo ?? {}
  const count = found?.totalCount ?? 0
  return {
    rows: found?.edges.map(({ node }) => node) ?? [],
    startCursor: startCursor ?? null,
    endCursor: endCursor ?? null,
    hasNext: hasNextPage ?? false,
    hasPrevious: hasPreviousPage ?? false,
    total: found?.totalCountIsExact === false ? Math.max(count, knownCount) : count,
  }
}
