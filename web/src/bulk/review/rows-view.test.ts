import { describe, expect, it } from 'vitest'
import { exampleRow } from './example-row'
import type { ReviewRow } from './queries'
import { type RowsView, rowsToShow, viewOf } from './rows-view'
import type { LoadedRows } from './use-rows'

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => exampleRow(from + index))
const view: RowsView = { list: '', generation: 0, start: 100, rows: rows(100, 200), count: 1_000 }
const shown = (from: number, to: number, kept: { index: number; row: ReviewRow }[] = []) =>
  rowsToShow(view, { from, to }, kept).map(({ index, row: { id } }) => `${index} ${id}`)

describe('the rows to show', () => {
  it('are those of the range that are in memory', () => {
    expect(shown(98, 103)).toEqual(['100 100', '101 101', '102 102'])
    expect(shown(300, 310)).toEqual([])
  })

  it('and what is kept, in order and once', () => {
    const kept = [150, 7, 999, 101].map((number) => ({ index: number, row: exampleRow(number) }))
    expect(shown(100, 102, kept)).toEqual(['7 7', '100 100', '101 101', '150 150', '999 999'])
  })

  it('without what is no longer in the list', () => {
    expect(shown(100, 101, [{ index: 150, row: exampleRow(5_000) }])).toEqual(['100 100'])
    expect(shown(100, 101, [{ index: 1_000, row: exampleRow(5_000) }])).toEqual(['100 100'])
  })
})

describe('a row that is edited', () => {
  const loaded = { ...view, total: 1_000, isLoaded: true, isLoading: false, error: undefined, want: () => {} }
  const viewWith = (index: number, id: number) =>
    viewOf(loaded satisfies LoadedRows, { index, row: exampleRow(id) })

  it('stays where it is when it leaves the list', () => {
    const { rows: now, count } = viewWith(150, 5_000)
    expect([count, now[49]?.id, now[50]?.id, now[51]?.id]).toEqual([1_001, '149', '5000', '150'])
  })

  it('changes nothing while it is in the list, or out of memory', () => {
    expect(viewWith(150, 150)).toEqual(view)
    expect(viewWith(700, 5_000)).toEqual(view)
  })
})
