/** What is seen of a column of rows, in pixels. */
export interface Sight {
  body: HTMLElement
  /** What scrolls: the rows alone, or on a telephone the whole window. */
  scroller: Element
  /** The upper edge of what scrolls, on the screen. */
  edge: number
  /** How far the rows are scrolled away; negative where something stands above them. */
  top: number
  height: number
}

export interface RowElement {
  id: string
  index: number
  element: HTMLElement
}

export function sightOf(body: HTMLElement | null): Sight | undefined {
  if (!body) return undefined
  const scroller = scrollerOf(body)
  const edge = scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top
  return { body, scroller, edge, top: edge - topOf(body), height: scroller.clientHeight }
}

/** Where the rows begin: those that are shown are moved down from there, and the head is wherever it can be seen. */
function topOf(body: HTMLElement): number {
  const { parentElement: table, previousElementSibling: head } = body
  return (table?.getBoundingClientRect().top ?? 0) + (head?.getBoundingClientRect().height ?? 0)
}

function scrollerOf(element: HTMLElement): Element {
  for (let each = element.parentElement; each; each = each.parentElement) {
    const { overflowY } = getComputedStyle(each)
    if (overflowY === 'auto' || overflowY === 'scroll') return each
  }
  return document.scrollingElement ?? document.documentElement
}

/** Whether there is nothing more to scroll to. */
export const isAtEnd = ({ scroller }: Sight) =>
  scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2

/** Scrolls so that this place of the rows is at the upper edge. */
export function moveTo({ scroller, top }: Sight, place: number) {
  scroller.scrollTop += place - top
}

export const rowsOf = ({ body }: Pick<Sight, 'body'>): RowElement[] =>
  [...body.querySelectorAll<HTMLElement>('tr[data-index]')].map((element) => ({
    id: element.dataset.id ?? '',
    index: Number(element.dataset.index),
    element,
  }))

export const rowOf = ({ body }: Pick<Sight, 'body'>, index: number) =>
  body.querySelector<HTMLElement>(`tr[data-index="${index}"]`) ?? undefined

/** Returns by its id how far below the upper edge each row that is seen begins. */
export function placesOf(sight: Sight): Map<string, number> {
  const { edge, height } = sight
  const places = new Map<string, number>()
  for (const { id, element } of rowsOf(sight)) {
    const { top, bottom } = element.getBoundingClientRect()
    if (bottom - edge > 0 && top - edge < height) places.set(id, top - edge)
  }
  return places
}
