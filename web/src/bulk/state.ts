import type { Bulk, BulkRow, RowProblem } from './queries'

/** Of two states of one bulk invite the newer: answers and events may overtake each other. */
export function newer<T extends { id: string; sequence: number }>(
  known: T | undefined,
  heard: T | null | undefined,
) {
  if (!heard) return known
  return known && known.id === heard.id && known.sequence > heard.sequence ? known : heard
}

/** Nothing more is going to happen: the last rows have a verdict, the last emails a first answer. */
export function isSettled({ status, emailsWaiting }: Pick<Bulk, 'status' | 'emailsWaiting'>): boolean {
  return status === 'FAILED' || ((status === 'COMPLETED' || status === 'CANCELED') && emailsWaiting === 0)
}

/** Worth coming back to: work goes on, or somebody has yet to press Send. */
export function isOpen(bulk: Bulk): boolean {
  if (bulk.status === 'READY' || bulk.status === 'VALIDATING') return Boolean(bulk.requestedBy?.isViewer)
  return bulk.status === 'SENDING'
}

export const sendable = ({ validRows, warningRows }: Pick<Bulk, 'validRows' | 'warningRows'>) =>
  validRows + warningRows

/** What stands in the cell that a problem is about. */
export function cellOf(row: BulkRow, problem: RowProblem | undefined): string {
  const column = problem?.path?.[0]
  if (column === 'role') return row.role
  if (column === 'groups') return row.groups.join('; ')
  return row.email
}

/** The row with a problem's suggestion taken up. An unknown group's is put in the place of the one it resembles. */
export function withSuggestion(row: BulkRow, { path, suggestion, message }: RowProblem) {
  const { email, role, groups } = row
  if (!suggestion) return { email, role, groups }
  if (path?.[0] === 'email') return { email: suggestion, role, groups }
  if (path?.[0] === 'role') return { email, role: suggestion, groups }
  return { email, role, groups: groups.map((name) => (message.includes(`"${name}"`) ? suggestion : name)) }
}
