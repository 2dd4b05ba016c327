import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Heights } from './heights'
import { type PlacedRow, placeOf, type RowsView, rowsToShow } from './rows-view'
import { isAtEnd, moveTo, placesOf, rowOf, rowsOf, type Sight, sightOf } from './sight'

/** A row of one line, until some were measured. */
const FIRST_ESTIMATE = 41
/** Of fewer, one that is edited would make the estimate. */
const FEWEST_MEASURED = 6
/** Rows that are shown above and below what is seen. */
const OVERSCAN = 8
/** The range moves in steps, so that not every pixel has the rows drawn anew. */
const STEP = 4

interface Range {
  from: number
  to: number
}

/** A shown row, and how far below the one before it begins. */
export interface ShownRow extends PlacedRow {
  gap: number
}

/** What was seen before the rows are drawn anew. */
interface Seen {
  /** Where each row stood, by its id. */
  places: ReadonlyMap<string, number>
  /** Whether the list was scrolled to its end. */
  isAtEnd: boolean
}
const NOTHING_SEEN: Seen = { places: new Map(), isAtEnd: false }

interface Options {
  body: RefObject<HTMLElement | null>
  view: RowsView
  /** Rows that stay wherever they stand, as they have the focus or are edited. */
  kept: readonly PlacedRow[]
  /** Is told which rows are looked at. */
  onLook: (from: number, to: number) => void
}

/**
 * Shows of a long list the rows that are seen, with blank space for the others, in whatever scrolls around `body`. What is
 * seen stays where it is when rows come, go or turn out higher than estimated; from one list to another it begins anew.
 *
 * It is not @tanstack/react-virtual (3.14.26): that keeps the place of the first row alone, not of the next one where that is
 * gone, and learns of its own scrolling by an event, so that a busy browser drew what is seen some rows away.
 */
export function useVirtualRows({ body, view, kept, onLook }: Options) {
  const { list, generation, count } = view
  const [estimate, setEstimate] = useState(FIRST_ESTIMATE)
  const [range, setRange] = useState<Range>({ from: 0, to: 2 * OVERSCAN })
  const [, setMeasured] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows have other heights.
  const heights = useMemo(() => new Heights(count, estimate), [list, generation, count, estimate])
  const seen = useRef(NOTHING_SEEN)
  const shownList = useRef(list)
  const wanted = useRef<{ index: number; focus: (row: HTMLElement) => void }>(undefined)

  const look = useCallback(
    (sight: Sight) => {
      const { from, to } = seenRange(heights, sight)
      seen.current = { places: placesOf(sight), isAtEnd: isAtEnd(sight) }
      onLook(from, to)
      const next = widened(from, to, heights.count)
      setRange((before) => (before.from === next.from && before.to === next.to ? before : next))
    },
    [heights, onLook],
  )

  useLayoutEffect(() => {
    const sight = sightOf(body.current)
    if (!sight) return
    const isMeasured = measure(sight, heights)
    if (isMeasured) {
      setMeasured((before) => before + 1)
      setEstimate((before) => estimated(sight, before))
    }
    let sought: Seen | undefined
    if (shownList.current !== list) {
      shownList.current = list
      seen.current = NOTHING_SEEN
      wanted.current = undefined
      if (sight.top > 0) moveTo(sight, 0)
    } else if (!wanted.current) sought = keepPlace(sight, seen.current, view, heights)
    const target = wanted.current && rowOf(sight, wanted.current.index)
    if (target) {
      wanted.current?.focus(target)
      wanted.current = undefined
    }
    look(sightOf(body.current) ?? sight)
    if (sought) seen.current = sought
  })

  useEffect(() => {
    const onMove = (event?: Event) => {
      const sight = sightOf(body.current)
      if (sight && (!event || event.target === sight.scroller || event.target === document)) look(sight)
    }
    const onResize = () => {
      setMeasured((before) => before + 1)
      onMove()
    }
    document.addEventListener('scroll', onMove, { capture: true, passive: true })
    window.addEventListener('resize', onResize)
    return () => {
      document.removeEventListener('scroll', onMove, { capture: true })
      window.removeEventListener('resize', onResize)
    }
  }, [body, look])

  /** Brings a row into sight and calls `focus` with it, once it is there. */
  const goTo = useCallback(
    (index: number, focus: (row: HTMLElement) => void) => {
      const sight = sightOf(body.current)
      if (!sight) return
      const target = Math.min(Math.max(index, 0), heights.count - 1)
      const row = rowOf(sight, target)
      wanted.current = undefined
      if (row) return focus(row)
      wanted.current = { index: target, focus }
      const isAbove = heights.top(target) < sight.top
      moveTo(sight, isAbove ? heights.top(target) : heights.top(target + 1) - sight.height)
      look(sightOf(body.current) ?? sight)
    },
    [body, heights, look],
  )

  const placed = rowsToShow(view, range, kept)
  const first = placed[0]?.index ?? 0
  const last = placed.at(-1)?.index ?? -1
  const rows: ShownRow[] = placed.map((each, at) => {
    const before = placed[at - 1]
    return { ...each, gap: before ? heights.top(each.index) - heights.top(before.index + 1) : 0 }
  })
  return { rows, above: heights.top(first), below: heights.total - heights.top(last + 1), goTo }
}

function seenRange(heights: Heights, { top, height }: Sight): Range {
  return { from: heights.at(Math.max(0, top)), to: Math.min(heights.at(top + height) + 1, heights.count) }
}

function widened(from: number, to: number, count: number): Range {
  return {
    from: Math.max(0, Math.floor((from - OVERSCAN) / STEP) * STEP),
    to: Math.min(count, Math.ceil((to + OVERSCAN) / STEP) * STEP),
  }
}

/** Notes the heights of the rows that are shown; returns whether any was another before. */
function measure(sight: Sight, heights: Heights): boolean {
  let isChanged = false
  for (const { index, element } of rowsOf(sight))
    isChanged = heights.set(index, element.offsetHeight) || isChanged
  return isChanged
}

/** Returns another estimate only where it is far off, as on a telephone: what is beyond the rows moves with it. */
function estimated(sight: Sight, before: number): number {
  const sorted = rowsOf(sight)
    .map(({ element }) => element.offsetHeight)
    .sort((one, other) => one - other)
  const median = sorted[Math.floor(sorted.length / 2)]
  const isKnown = median !== undefined && sorted.length >= FEWEST_MEASURED
  return isKnown && Math.abs(median - before) > before / 2 ? median : before
}

/**
 * Scrolls so that the row with the focus, or the first that is still there, is seen where it was before. Returns what to
 * keep in place once it is drawn, where it was not: the rows drawn above it may turn out higher.
 */
function keepPlace(
  sight: Sight,
  { places, isAtEnd }: Seen,
  view: RowsView,
  heights: Heights,
): Seen | undefined {
  if (sight.top <= 0) return
  if (isAtEnd) {
    moveTo(sight, heights.total)
    return
  }
  const rows = new Map(rowsOf(sight).map((row) => [row.id, row.element]))
  const focused = document.activeElement?.closest('tr')?.dataset.id
  const ids = focused !== undefined && places.has(focused) ? [focused, ...places.keys()] : [...places.keys()]
  for (const id of ids) {
    const place = places.get(id) ?? 0
    const row = rows.get(id)
    const index = placeOf(view, id)
    if (row) {
      const moved = row.getBoundingClientRect().top - sight.edge - place
      if (Math.abs(moved) >= 1) sight.scroller.scrollTop += moved
      return
    }
    if (index !== undefined) {
      moveTo(sight, heights.top(index) - place)
      return { places: new Map([[id, place]]), isAtEnd: false }
    }
  }
}
