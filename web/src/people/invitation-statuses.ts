import type { InvitationStatus } from '../api/graphql'
import type { ListLocation, Status } from './list-location'

/** What the list can show, in the order of the choices. `PENDING` is what it shows without a status in the address. */
export const SHOWN_STATUSES = [
  'PENDING',
  'EXPIRED',
  'DECLINED',
  'REVOKED',
  'ACCEPTED',
  'BOUNCED',
  'BLOCKED',
] as const
export type ShownStatus = (typeof SHOWN_STATUSES)[number]
export type Counts = Record<Lowercase<ShownStatus>, number>

/** Up to this number the server counts what a condition leaves that no index counts. */
const COUNT_LIMIT = 10_000
const ALWAYS_LIMITED: readonly ShownStatus[] = ['BOUNCED', 'BLOCKED']

export const shownStatus = ({ status }: Pick<ListLocation, 'status'>): ShownStatus => status ?? 'PENDING'

/** What the filters keep, whatever the status; a bounced email is a status here. */
export function countsFilter({ search, role, group, delivery, status, fromBulkInvite }: ListLocation) {
  return {
    search: search || undefined,
    roles: role && [role],
    groupIds: group ? [group] : undefined,
    deliveries: delivery && status !== 'BOUNCED' ? [delivery] : undefined,
    bulkInviteId: fromBulkInvite,
  }
}

/** What the list shows. */
export function invitationFilter(location: ListLocation) {
  return { ...countsFilter(location), ...STATUS_FILTERS[shownStatus(location)] }
}

type StatusFilter = {
  statuses: InvitationStatus[]
  deliveries?: 'BOUNCED'[]
  linkBlocked?: true
}

const STATUS_FILTERS: Record<ShownStatus, StatusFilter> = {
  PENDING: { statuses: ['PENDING'] },
  EXPIRED: { statuses: ['EXPIRED'] },
  DECLINED: { statuses: ['DECLINED'] },
  REVOKED: { statuses: ['REVOKED'] },
  ACCEPTED: { statuses: ['ACCEPTED'] },
  BOUNCED: { statuses: ['PENDING'], deliveries: ['BOUNCED'] },
  BLOCKED: { statuses: ['PENDING'], linkBlocked: true },
}

export function countOf(counts: Counts, status: ShownStatus): number {
  return counts[status.toLowerCase() as Lowercase<ShownStatus>]
}

/** Whether the counts say of a status how many it would show: what bounced is shown whatever the filter of deliveries. */
export const isCounted = (status: ShownStatus, { delivery }: ListLocation) =>
  status !== 'BOUNCED' || !delivery

/** Whether there are not more than were counted. */
export function isExact(status: ShownStatus, count: number, location: ListLocation): boolean {
  const isLimited = ALWAYS_LIMITED.includes(status) || location.search || location.group || location.delivery
  return !isLimited || count < COUNT_LIMIT
}

/** The choices: a blocked link is rare, and there to be chosen when there is one, or while it is chosen. */
export function choices(counts: Counts | undefined, chosen: Status | undefined): ShownStatus[] {
  return SHOWN_STATUSES.filter((each) => each !== 'BLOCKED' || each === chosen || (counts?.blocked ?? 0) > 0)
}
