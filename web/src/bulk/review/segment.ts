import { rowsWithoutErrors } from '../lifecycle'
import type { BulkInvite } from '../queries'

/** Which rows are looked at: all, or those of one status. */
export type Segment = 'ALL' | RowStatus
type RowStatus = 'ERROR' | 'WARNING' | 'VALID'

export const SEGMENTS: readonly Segment[] = ['ALL', 'ERROR', 'WARNING', 'VALID']

type Counts = Pick<BulkInvite, 'validRows' | 'warningRows' | 'errorRows'>

export function rowCount(segment: Segment, counts: Counts): number {
  switch (segment) {
    case 'ALL':
      return rowsWithoutErrors(counts) + counts.errorRows
    case 'ERROR':
      return counts.errorRows
    case 'WARNING':
      return counts.warningRows
    case 'VALID':
      return counts.validRows
  }
}

/** What has to be done comes first. */
export const openingSegment = ({ errorRows }: Pick<BulkInvite, 'errorRows'>): Segment =>
  errorRows > 0 ? 'ERROR' : 'ALL'

/** The statuses of a segment's rows; undefined: any. */
export const statusesOf = (segment: Segment): RowStatus[] | undefined =>
  segment === 'ALL' ? undefined : [segment]
