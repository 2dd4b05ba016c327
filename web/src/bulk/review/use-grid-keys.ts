import { type KeyboardEvent, type RefObject, useEffect } from 'react'

const ITEMS = 'tbody button:not(form *), tbody input[type="checkbox"]:not(form *)'

/**
 * Makes the rows of a grid one stop of Tab. Arrow keys move in it: up and down in the column, left and right in the row;
 * Home and End go to the ends of the row, with Ctrl to those of the page. An open editor keeps its keys.
 * Source: ARIA Authoring Practices Guide, grid pattern.
 */
export function useGridKeys(grid: RefObject<HTMLElement | null>) {
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
    const next = destination(target, event)
    if (!next) return
    event.preventDefault()
    next.focus()
    next.scrollIntoView({ block: 'nearest' })
  }
}

function makeOnlyStop(grid: HTMLElement, stop: HTMLElement) {
  for (const item of grid.querySelectorAll<HTMLElement>(ITEMS)) item.tabIndex = item === stop ? 0 : -1
}

const firstCell = (items: HTMLElement[]) => items.find((item) => item.matches('[data-cell]')) ?? items[0]

function destination(item: HTMLElement, { key, ctrlKey, metaKey }: KeyboardEvent): HTMLElement | undefined {
  const row = item.closest('tr')
  if (!row) return undefined
  switch (key) {
    case 'ArrowUp':
      return below(item, row.previousElementSibling)
    case 'ArrowDown':
      return below(item, row.nextElementSibling)
    case 'ArrowLeft':
      return beside(item, row, -1)
    case 'ArrowRight':
      return beside(item, row, 1)
    case 'Home':
    case 'End': {
      const ends = ctrlKey || metaKey ? row.parentElement : row
      return itemsIn(ends).at(key === 'Home' ? 0 : -1)
    }
  }
  return undefined
}

function below(item: HTMLElement, row: Element | null): HTMLElement | undefined {
  const cell = item.closest('td')
  if (!row || !cell) return undefined
  const column = [...(cell.parentElement?.children ?? [])].indexOf(cell)
  return itemsIn(row.children[column])[0] ?? itemsIn(row)[0]
}

function beside(item: HTMLElement, row: Element, step: number): HTMLElement | undefined {
  const items = itemsIn(row)
  return items[items.indexOf(item) + step]
}

/** `:not(form *)` leaves out what belongs to an open editor. */
const itemsIn = (element: Element | null | undefined) =>
  [...(element?.querySelectorAll<HTMLElement>('button:not(form *), input[type="checkbox"]') ?? [])].filter(
    (each) => !each.matches(':disabled'),
  )
