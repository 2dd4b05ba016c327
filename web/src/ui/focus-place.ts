const FOCUSABLE = 'button, input:not([type="hidden"]), a[href], [tabindex="0"]'

/** Returns a function that gives the focus back to an element, or to what has taken its place in its list. */
export function focusPlace(element: Element | null): () => void {
  const opener = menuOpener(element) ?? element
  const place = placeInList(opener)
  return () => {
    const target = opener?.isConnected ? opener : place?.()
    if (target instanceof HTMLElement) target.focus({ preventScroll: target === opener })
  }
}

/** The button that opened the menu which an item belongs to: the menu is gone once the item was chosen. */
function menuOpener(element: Element | null): Element | undefined {
  const menu = element?.closest('[role="menu"]')
  return (menu && document.querySelector(`[aria-controls="${menu.id}"]`)) || undefined
}

/**
 * Returns a function that finds the element in the same column of the row that stands there now, or what a part of the
 * page names by `data-focus-next` to take the focus once that part is gone.
 */
function placeInList(element: Element | null | undefined): (() => Element | undefined) | undefined {
  const next = element?.closest('[data-focus-next]')?.getAttribute('data-focus-next')
  if (next) return () => document.getElementById(next) ?? undefined
  const cell = element?.closest('td')
  const row = cell?.parentElement
  const list = row?.parentElement
  if (!cell || !row || !list) return undefined
  const [column, line] = [indexOf(cell), indexOf(row)]
  const screen = list.closest('[role="tabpanel"]') ?? list.closest('[role="dialog"]')
  return () => {
    const rows = [...list.children].filter(isReachable)
    const next = rows[Math.min(line, rows.length - 1)]
    if (next)
      return next.children[column]?.querySelector(FOCUSABLE) ?? next.querySelector(FOCUSABLE) ?? undefined
    const heading = screen?.id && document.querySelector(`[role="tab"][aria-controls="${screen.id}"]`)
    return heading || document.getElementById('content') || undefined
  }
}

const isReachable = (row: Element) => row.isConnected && row.querySelector(FOCUSABLE) !== null

const indexOf = (element: Element) => [...(element.parentElement?.children ?? [])].indexOf(element)
