import { useCallback, useEffect, useMemo, useState } from 'react'
import { MAX_AT_ONCE, nothingSelected, pageToggled, refreshed, type Selection, toggled } from './selection'

interface Options<Row> {
  /** Of the list and its filter. */
  key: string
  /** The rows that are shown; undefined while there are none. */
  shown: readonly Row[] | undefined
  /** How many match the filter. */
  total: number
  isExact: boolean
  canSelect: (row: Row) => boolean
  /** Looks for rows that are on other pages; undefined: it could not be looked. A row that is left out is gone. */
  lookUp: (before: readonly Row[]) => Promise<readonly Row[] | undefined>
}

/** What is selected in a list, and what can be. It survives turning pages and changes by others, and ends with the filter. */
export interface ListSelection<Row> {
  rows: readonly Row[]
  count: number
  /** How many of them are on other pages. */
  elsewhere: number
  /** How many match the filter, where all of them are selected. */
  matching: number | undefined
  /** How many match the filter, where all of this page is selected and there are more. */
  more: number | undefined
  moreIsExact: boolean
  canSelect: (row: Row) => boolean
  isSelected: (row: Row) => boolean
  /** Of the rows that are shown and can be selected. */
  page: 'none' | 'some' | 'all' | 'impossible'
  pageCount: number
  toggle: (row: Row, isRange: boolean) => void
  togglePage: () => void
  selectMatching: () => void
  selectSeen: () => void
  clear: () => void
}

export function useSelection<Row extends { id: string }>(options: Options<Row>): ListSelection<Row> {
  const { key, shown, total, isExact, canSelect, lookUp } = options
  const [kept, setSelection] = useState<Selection<Row>>(() => nothingSelected(key))
  const selection = useMemo(() => (kept.key === key ? kept : nothingSelected<Row>(key)), [kept, key])
  const page = useMemo(() => shown?.filter(canSelect) ?? [], [shown, canSelect])

  // Whatever changes the page may have changed, or taken away, what is on others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selection itself changes nothing about what is there.
  useEffect(() => {
    if (!shown || selection.rows.size === 0) return
    const isShown = new Set(shown.map(({ id }) => id))
    const away = [...selection.rows.values()].filter(({ id }) => !isShown.has(id))
    setSelection((before) => refreshed(before, [...isShown], page))
    if (away.length === 0) return
    let isOld = false
    void lookUp(away).then((found) => {
      if (isOld || !found) return
      const ids = away.map(({ id }) => id)
      setSelection((before) => refreshed(before, ids, found.filter(canSelect)))
    })
    return () => {
      isOld = true
    }
  }, [shown, page])

  const selectedHere = page.filter(({ id }) => selection.rows.has(id)).length
  const { matching } = selection
  const change = useCallback(
    (changed: (before: Selection<Row>) => Selection<Row>) =>
      setSelection((before) => changed(before.key === key ? before : nothingSelected(key))),
    [key],
  )
  const toggle = useCallback(
    (row: Row, isRange: boolean) => change((before) => toggled(before, page, row, isRange)),
    [change, page],
  )
  const isPageFull = page.length > 0 && selectedHere === page.length
  return {
    rows: [...selection.rows.values()],
    count: matching ?? selection.rows.size,
    elsewhere: matching === undefined ? selection.rows.size - selectedHere : 0,
    matching,
    more: matching === undefined && isPageFull && shown && total > shown.length ? total : undefined,
    moreIsExact: isExact && total <= MAX_AT_ONCE,
    canSelect,
    isSelected: (row) => canSelect(row) && (matching !== undefined || selection.rows.has(row.id)),
    page: pageState(page.length, matching === undefined ? selectedHere : page.length),
    pageCount: page.length,
    toggle,
    togglePage: () => change((before) => pageToggled(before, page)),
    selectMatching: () => change((before) => ({ ...before, matching: total })),
    selectSeen: () => change((before) => ({ ...before, matching: undefined })),
    clear: () => change(({ key: same }) => nothingSelected(same)),
  }
}

function pageState(selectable: number, selected: number): ListSelection<unknown>['page'] {
  if (selectable === 0) return 'impossible'
  if (selected === 0) return 'none'
  return selected === selectable ? 'all' : 'some'
}
