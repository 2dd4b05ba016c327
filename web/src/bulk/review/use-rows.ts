import { useCallback, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { useAnswered, useAnsweredPlace } from '../../ui/use-answered'
import type { BulkInvite } from '../queries'
import type { ProblemFilter } from './problem-lines'
import { type ReviewRow, ReviewRowsQuery } from './queries'
import { type Segment, statusesOf } from './segment'

export const PAGE_SIZE = 50
const NONE: ReviewRow[] = []

interface Page {
  /** How many rows stand before it. */
  offset: number
  after?: string | undefined
  before?: string | undefined
}
const FIRST_PAGE: Page = { offset: 0 }

/** One page of the rows of a segment, or of those with one problem: as they are now, whoever changes them. */
export function useRows({ id, sequence, status }: BulkInvite, segment: Segment, like?: ProblemFilter) {
  const [page, setPage] = useState(FIRST_PAGE)
  const { offset, after, before } = page
  const variables = {
    id,
    ...(like ?? { statuses: statusesOf(segment) }),
    ...(before ? { last: PAGE_SIZE, before } : { first: PAGE_SIZE, after }),
  }
  const [result, reload] = useQuery({
    query: ReviewRowsQuery,
    variables,
    requestPolicy: 'cache-and-network',
  })
  const { data, isCurrent } = useAnswered(result, variables)
  // While a worker edits, each of its steps would load the page again.
  const isAtRest = status === 'READY'
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new sequence means that rows may be others.
  useEffect(() => {
    if (isAtRest) reload({ requestPolicy: 'network-only' })
  }, [sequence, isAtRest, reload])

  const shownOffset = useAnsweredPlace(offset, isCurrent)
  const list = data?.bulkInvite?.rows
  const rows = list?.edges.map(({ node }) => node) ?? NONE
  const isEmptied = isCurrent && !result.fetching && rows.length === 0 && page !== FIRST_PAGE
  if (isEmptied) setPage(FIRST_PAGE)

  const turn = useCallback(
    (direction: 1 | -1) => {
      if (!isCurrent) return
      const start = Math.max(0, offset + direction * PAGE_SIZE)
      if (direction > 0) setPage({ offset: start, after: list?.pageInfo.endCursor ?? undefined })
      else if (start === 0) setPage(FIRST_PAGE)
      else setPage({ offset: start, before: list?.pageInfo.startCursor ?? undefined })
    },
    [offset, list, isCurrent],
  )
  const restart = useCallback(() => setPage(FIRST_PAGE), [])
  return {
    rows,
    total: list?.totalCount ?? 0,
    isExact: list?.totalCountIsExact ?? true,
    hasNext: list?.pageInfo.hasNextPage ?? false,
    hasPrevious: list?.pageInfo.hasPreviousPage ?? false,
    offset: shownOffset,
    isLoading: !isCurrent,
    error: isCurrent ? undefined : result.error,
    turn,
    restart,
  }
}

export type RowsPage = ReturnType<typeof useRows>
