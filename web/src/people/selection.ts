/** As many as the API changes in one step. */
export const MAX_AT_ONCE = 500

export interface Selection<Row> {
  /** The list and the filter that they were selected in: another one begins with nothing. */
  key: string
  /** The selected rows as they were seen last, those on other pages included. */
  rows: ReadonlyMap<string, Row>
  /** How many match, as many as were seen, where all of them are selected and not `rows` alone. */
  matching: number | undefined
  /** The row that a range begins with. */
  anchor: string | undefined
}

interface Identified {
  id: string
}

export function nothingSelected<Row>(key: string): Selection<Row> {
  return { key, rows: new Map(), matching: undefined, anchor: undefined }
}

/** Selects a row of a page, or takes it out; of a range, all rows from the anchor on become what this one becomes. */
export function toggled<Row extends Identified>(
  selection: Selection<Row>,
  page: readonly Row[],
  row: Row,
  isRange: boolean,
): Selection<Row> {
  const rows = new Map(selection.rows)
  // Without one of them it is not all that match any more, but those that are seen.
  if (selection.matching !== undefined) for (const each of page) rows.set(each.id, each)
  const isSelected = !rows.has(row.id)
  for (const each of isRange ? rangeOf(page, selection.anchor, row) : [row]) {
    if (isSelected) rows.set(each.id, each)
    else rows.delete(each.id)
  }
  return { ...selection, rows, matching: undefined, anchor: row.id }
}

/** Selects all rows of a page; where they are selected already, takes them out. */
export function pageToggled<Row extends Identified>(
  selection: Selection<Row>,
  page: readonly Row[],
): Selection<Row> {
  const rows = new Map(selection.rows)
  const isSelected = selection.matching === undefined && page.every(({ id }) => rows.has(id))
  if (selection.matching !== undefined) return nothingSelected(selection.key)
  for (const each of page) {
    if (isSelected) rows.delete(each.id)
    else rows.set(each.id, each)
  }
  return { ...selection, rows, anchor: undefined }
}

/** Returns the selection with rows as they are now. Of the `ids`, what is not among them is not there any more. */
export function refreshed<Row extends Identified>(
  selection: Selection<Row>,
  ids: readonly string[],
  found: readonly Row[],
): Selection<Row> {
  const now = new Map(found.map((row) => [row.id, row]))
  const rows = new Map(selection.rows)
  for (const id of ids) {
    const row = now.get(id)
    if (!rows.has(id)) continue
    if (row) rows.set(id, row)
    else rows.delete(id)
  }
  return { ...selection, rows }
}

/** The rows from the anchor to `row`, both included; `row` alone where the anchor is not on the page. */
function rangeOf<Row extends Identified>(page: readonly Row[], anchor: string | undefined, row: Row): Row[] {
  const from = page.findIndex(({ id }) => id === anchor)
  const to = page.findIndex(({ id }) => id === row.id)
  if (from < 0 || to < 0) return [row]
  return page.slice(Math.min(from, to), Math.max(from, to) + 1)
}
