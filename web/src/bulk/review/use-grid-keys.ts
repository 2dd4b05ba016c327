import { type KeyboardEvent, type RefObject, useEffect } from 'react'

const ITEMS = 'tbody button:not(form *), tbody input[type="checkbox"]:not(form *)'

/** Where the rows are that are not there: of a long list only those are that are seen. */
export interface LongList {
  /** How many rows it has. */
  count: number
  /** How many of them are seen. */
  perPage: () => number
  /** Brings a row into sight and calls `focus` with it, once it is there. */
  goTo: (index: number, focus: (row: HTMLElement) => void) => void
}

/**
 * Makes the rows of a grid one stop of Tab. Arrow keys move in it: up and down in the column, left and right in the row;
 * Page Up and Page Down by what is seen; Home and End go to the ends of the row, with Ctrl to those of the list. An open
 * editor keeps its keys. Source: ARIA Authoring Practices Guide, grid pattern.
 */
export function useGridKeys(grid: RefObject<HTMLElement | null>, list: LongList) {
  useEffect(() => {
    const element = grid.current
    if (!element) return
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.matches(ITEMS)) makeOnlyStop(element, target)
    }
    element.addEventListener('focusin', onFocus)
    return () => element.removeEventListener('focusin', onFocus)
  }, [grid])

  // Rows come and go: one of those that are there can always be reached.
  useEffect(() => {
    const element = grid.current
    if (!element) return
    const items = [...element.querySelectorAll<HTMLElement>(ITEMS)]
    const stop = items.find(({ tabIndex }) => tabIndex === 0) ?? firstCell(items)
    if (stop) makeOnlyStop(element, stop)
  })

  return function onKeyDown(event: KeyboardEvent) {
    const { target } = event
    if (!(target instanceof HTMLElement) || !target.matches(ITEMS) || event.altKey) return
    const row = target.closest('tr')
    if (!row) return
    const index = destinationRow(Number(row.dataset.index), event, list)
    const next = index === undefined ? destination(target, row, event) : undefined
    if (index === undefined && !next) return
    event.preventDefault()
    if (next) return show(next)
    const column = columnOf(target)
    if (index !== undefined && index >= 0 && index < list.count)
      list.goTo(index, (found) => show(inColumn(found, column)))
  }
}

function makeOnlyStop(grid: HTMLElement, stop: HTMLElement) {
  for (const item of grid.querySelectorAll<HTMLElement>(ITEMS)) item.tabIndex = item === stop ? 0 : -1
}

const firstCell = (items: HTMLElement[]) => items.find((item) => item.matches('[data-cell]')) ?? items[0]

function show(item: HTMLElement | undefined) {
  item?.focus({ preventScroll: true })
  item?.closest('tr')?.scrollIntoView({ block: 'nearest' })
}

function destinationRow(
  index: number,
  { key, ctrlKey, metaKey }: KeyboardEvent,
  { count, perPage }: LongList,
): number | undefined {
  const isWhole = ctrlKey || metaKey
  switch (key) {
    case 'ArrowUp':
      return index - 1
    case 'ArrowDown':
      return index + 1
    case 'PageUp':
      return Math.max(0, index - perPage())
    case 'PageDown':
      return Math.min(count - 1, index + perPage())
    case 'Home':
      return isWhole ? 0 : undefined
    case 'End':
      return isWhole ? count - 1 : undefined
  }
  return undefined
}

/** Where a key leads in the same row. */
function destination(item: HTMLElement, row: Element, { key }: KeyboardEvent): HTMLElement | undefined {
  const items = itemsIn(row)
  switch (key) {
    case 'ArrowLeft':
      return items[items.indexOf(item) - 1]
    case 'ArrowRight':
      return items[items.indexOf(item) + 1]
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
  }
  return undefined
}

function columnOf(item: HTMLElement): number {
  const cell: Element | null = item.closest('td')
  return cell ? [...(cell.parentElement?.children ?? [])].indexOf(cell) : -1
}

/** The item of a row in a column; without one there, the first of the row. */
const inColumn = (row: Element, column: number) => itemsIn(row.children[column])[0] ?? itemsIn(row)[0]

/** `:not(form *)` leaves out what belongs to an open editor. */
const itemsIn = (element: Element | null | undefined) =>
  [...(element?.querySelectorAll<HTMLElement>('button:not(form *), input[type="checkbox"]') ?? [])].filter(
    (each) => !each.matches(':disabled'),
  )
