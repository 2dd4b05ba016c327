import type { ReviewRow } from './queries'
import type { LoadedRows } from './use-rows'

/** A row, and its place in the list, from 0. */
export interface PlacedRow {
  index: number
  row: ReviewRow
}

/** The rows in memory as they are shown: the one that is edited stays where it is, even where it left the list. */
export interface RowsView extends Pick<LoadedRows, 'list' | 'generation' | 'start' | 'rows'> {
  /** How many rows the list has. */
  count: number
}

export function viewOf(loaded: LoadedRows, edited: PlacedRow | undefined): RowsView {
  const { list, generation, start, rows, total } = loaded
  const at = edited ? edited.index - start : -1
  const isGone = edited && at >= 0 && at <= rows.length && placeOf(loaded, edited.row.id) === undefined
  if (!edited || !isGone) return { list, generation, start, rows, count: total }
  return {
    list,
    generation,
    start,
    rows: [...rows.slice(0, at), edited.row, ...rows.slice(at)],
    count: total + 1,
  }
}

/** Where a row stands in the list; undefined where it is not in memory. */
export function placeOf({ start, rows }: Pick<RowsView, 'start' | 'rows'>, id: string): number | undefined {
  const at = rows.findIndex((row) => row.id === id)
  return at < 0 ? undefined : start + at
}

/**
 * Returns the rows to show, in order: those of a range as far as they are in memory, and some beyond it, such as the one
 * that has the focus. One of these that is no longer in the list is left out.
 */
export function rowsToShow(
  view: RowsView,
  range: { from: number; to: number },
  kept: readonly PlacedRow[],
): PlacedRow[] {
  const { start, rows, count } = view
  const end = start + rows.length
  const shown = new Map<number, ReviewRow>()
  for (let index = Math.max(range.from, start); index < Math.min(range.to, end); index++) {
    const row = rows[index - start]
    if (row) shown.set(index, row)
  }
  for (const each of kept) {
    const known = placeOf(view, each.row.id)
    const index = known ?? each.index
    const isGone = known === undefined && index >= start && index < end
    if (isGone || index >= count || shown.has(index)) continue
    shown.set(index, rows[index - start] ?? each.row)
  }
  return [...shown].sort(([one], [other]) => one - other).map(([index, row]) => ({ index, row }))
}
