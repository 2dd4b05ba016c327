import type { ReviewRow } from './queries'
import { columnOf, type RowColumn } from './row-change'

export interface CellPlace {
  row: ReviewRow
  column: RowColumn
}

/**
 * Returns where to go on after a row was saved as it is in `rows`: to its own next error, to that of the rows below and
 * then above it, and without errors to the next warning below. undefined: there is nothing else on this page.
 */
export function nextProblem(rows: readonly ReviewRow[], savedId: string): CellPlace | undefined {
  const at = rows.findIndex(({ id }) => id === savedId)
  const below = rows.slice(at + 1)
  return (
    firstOf([...rows.slice(Math.max(at, 0)), ...rows.slice(0, Math.max(at, 0))], 'ERROR') ??
    firstOf(below, 'WARNING')
  )
}

export function firstOf(
  rows: readonly ReviewRow[],
  severity: ReviewRow['problems'][number]['severity'],
): CellPlace | undefined {
  for (const row of rows) {
    const problem = row.problems.find((each) => each.severity === severity)
    if (problem) return { row, column: columnOf(problem) }
  }
  return undefined
}
