import type { ReviewRow } from './queries'
import { columnOf, type RowColumn } from './row-change'

export interface CellPlace {
  row: ReviewRow
  column: RowColumn
}

/**
 * Returns where to go on after a row was saved as it is in `rows`: to its own next error, to that of the rows below and
 * then above it, and without errors to the next warning below. undefined: there is nothing else in memory.
 */
export function nextProblem(rows: readonly ReviewRow[], savedId: string): CellPlace | undefined {
  const at = rows.findIndex(({ id }) => id === savedId)
  return firstFrom(rows, Math.max(at, 0), 'ERROR') ?? firstOf(rows.slice(at + 1), 'WARNING')
}

/** Returns the first from a place on, and where there is none, the first of all. */
export const firstFrom = (rows: readonly ReviewRow[], place: number, severity: Severity) =>
  firstOf([...rows.slice(place), ...rows.slice(0, place)], severity)

export function firstOf(rows: readonly ReviewRow[], severity: Severity): CellPlace | undefined {
  for (const row of rows) {
    const problem = row.problems.find((each) => each.severity === severity)
    if (problem) return { row, column: columnOf(problem) }
  }
  return undefined
}

type Severity = ReviewRow['problems'][number]['severity']
