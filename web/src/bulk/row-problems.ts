import type { BulkInviteRow, RowProblem } from './queries'

/** What a row is changed to. */
export interface RowChange {
  email: string
  role: string
  groups: string[]
}

/** Returns the content of the column that a problem is about. */
export function problemValue(row: BulkInviteRow, problem: RowProblem | undefined): string {
  const column = problem?.path?.[0]
  if (column === 'role') return row.role
  if (column === 'groups') return row.groups.join('; ')
  return row.email
}

/** Returns the row with a problem's suggestion. An unknown group is replaced by the one it resembles. */
export function withSuggestion(row: BulkInviteRow, { path, suggestion, message }: RowProblem): RowChange {
  const { email, role, groups } = row
  if (!suggestion) return { email, role, groups }
  if (path?.[0] === 'email') return { email: suggestion, role, groups }
  if (path?.[0] === 'role') return { email, role: suggestion, groups }
  return { email, role, groups: groups.map((name) => (message.includes(`"${name}"`) ? suggestion : name)) }
}
