import type { DeliveryStatus } from '../api/graphql'
import { jobs } from '../strings/jobs'
import type { deliveryFilter } from './jobs-location'
import type { FailureGroup } from './queries'
import { groupName } from './words'

export type ActName = 'retry' | 'discard' | 'settle'
export type Filter = ReturnType<typeof deliveryFilter>
export type Counts = Partial<Record<DeliveryStatus, number>>

/** The emails that an act is about. */
export interface Target {
  filter: Filter
  /** What they have in common, in words. */
  what: string
  /** How many there are by status, where that is known already. */
  counts?: Counts
}

/** What each act can be done with; others are left out of its filter, so that they are not counted. */
export const ACTABLE: Record<ActName, readonly DeliveryStatus[]> = {
  retry: ['DEFERRED', 'FAILED', 'UNKNOWN', 'BOUNCED'],
  discard: ['QUEUED', 'DEFERRED', 'FAILED', 'UNKNOWN'],
  settle: ['UNKNOWN'],
}

export function targetOfGroup(group: FailureGroup): Target {
  return {
    filter: { failureGroupIds: [group.id] },
    what: groupName(group),
    counts: {
      DEFERRED: group.deferredCount,
      FAILED: group.failedCount,
      UNKNOWN: group.unknownCount,
      BOUNCED: group.bouncedCount,
    },
  }
}

/** Returns the statuses that the act can be done with, of those that the target has. */
export function statusesFor(act: ActName, { filter }: Target): DeliveryStatus[] {
  return ACTABLE[act].filter((status) => !filter.statuses || filter.statuses.includes(status))
}

export function sumOf(counts: Counts, statuses: readonly DeliveryStatus[]): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
}

/** Returns how many there are of each status, where there are any. */
export function partsOf(counts: Counts, statuses: readonly DeliveryStatus[]) {
  return statuses.flatMap((status) => {
    const count = counts[status] ?? 0
    return count > 0 ? [{ count, word: jobs.status[status] }] : []
  })
}
