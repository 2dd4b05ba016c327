import type { ReviewRow, RowProblem } from './queries'

/** A column that can be edited. */
export type RowColumn = 'email' | 'role' | 'groups'

/** What a row is changed to. */
export interface RowChange {
  email: string
  role: string
  groups: string[]
}

/** The column that a problem is about; the address where it is about the row as a whole. */
export function columnOf({ path }: Pick<RowProblem, 'path'>): RowColumn {
  const column = path?.[0]
  return column === 'role' || column === 'groups' ? column : 'email'
}

/** What keeps a column from being right, the most important first. */
export const errorOf = (row: Pick<ReviewRow, 'problems'>, column: RowColumn): RowProblem | undefined =>
  row.problems.find((problem) => problem.severity === 'ERROR' && columnOf(problem) === column)

/** The worst that is said about a column; undefined where nothing is. */
export function severityOf(row: Pick<ReviewRow, 'problems'>, column: RowColumn) {
  if (errorOf(row, column)) return 'ERROR'
  return row.problems.find((problem) => columnOf(problem) === column)?.severity
}

/** Returns what a row says with a problem's suggestion. A group that does not exist is replaced by the one it resembles. */
export function withSuggestion(row: ReviewRow, { path, suggestion, value }: RowProblem): RowChange {
  const { email, role, groups } = row
  if (!suggestion) return { email, role, groups }
  if (path?.[0] === 'email') return { email: suggestion, role, groups }
  if (path?.[0] === 'role') return { email, role: suggestion, groups }
  return { email, role, groups: groups.map((name) => (name === value ? suggestion : name)) }
}
