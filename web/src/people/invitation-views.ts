import type { ShownStatus } from './invitation-statuses'
import type { Column } from './list-table'

/** What the list has columns for: when a pending one was sent, what brings back one that is over, or neither. */
export type View = 'pending' | 'over' | 'accepted'

export function viewOf(status: ShownStatus): View {
  if (status === 'ACCEPTED') return 'accepted'
  return status === 'PENDING' || status === 'BOUNCED' || status === 'BLOCKED' ? 'pending' : 'over'
}

/** The columns of each view, in the order of the cells. */
export const COLUMNS: Record<View, Column[]> = {
  pending: ['select', 'identity', 'role', 'groups', 'invited', 'expires', 'sent', 'delivery', 'more'],
  over: ['select', 'identity', 'role', 'groups', 'invited', 'expires', 'delivery', 'act', 'more'],
  accepted: ['select', 'identity', 'role', 'groups', 'invited', 'expires', 'delivery', 'more'],
}
