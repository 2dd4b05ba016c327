import type { CombinedError } from 'urql'
import type { ReviewRow } from './queries'

/** Rows of one request; the API takes twice as many. */
export const PAGE_SIZE = 50
/** Rows that are loaded beyond those that are looked at, on both sides. */
const AHEAD = 40
/** More are forgotten, from the side that is farther away. */
const MAX_ROWS = 400

/** Which rows to load: behind or before a cursor, or behind a number of rows. */
export interface Asked {
  first?: number
  after?: string
  last?: number
  before?: string
  skip?: number
  /** Whether the whole list has to be counted. */
  isCounted: boolean
}

export interface LoadedPage {
  rows: readonly ReviewRow[]
  startCursor: string | null
  endCursor: string | null
  hasNext: boolean
  hasPrevious: boolean
  total: number
}

/** What is in memory of a list: rows that follow one another. */
export interface WindowState {
  /** How many rows of the list stand before them. */
  start: number
  rows: readonly ReviewRow[]
  /** How many rows the list has. */
  total: number
  /** Grows whenever a row may stand elsewhere in the list than before. */
  generation: number
  isLoaded: boolean
  error: CombinedError | undefined
}

const NOTHING: WindowState = {
  start: 0,
  rows: [],
  total: 0,
  generation: 0,
  isLoaded: false,
  error: undefined,
}

/**
 * The part of a long list around what is looked at. It follows by cursors while somebody scrolls, and jumps by numbers of
 * rows. One request is under way at a time; what was wanted meanwhile and is not any more is never loaded.
 */
export class RowWindow {
  private state = NOTHING
  private pages: LoadedPage[] = []
  private wanted = { from: 0, to: 1 }
  private isStale = true
  private isLoading = false
  private hasAsked = false
  private readonly listeners = new Set<() => void>()

  constructor(private readonly load: (asked: Asked) => Promise<LoadedPage>) {}

  readonly read = () => this.state

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Says which rows are looked at; `to` is behind the last. */
  readonly want = (from: number, to: number) => {
    const isKnown = from === this.wanted.from && to === this.wanted.to
    this.wanted = { from, to }
    // Rows that are drawn anew, with why they could not be loaded, are no reason to ask for them again and again.
    if (!isKnown || !this.state.error) void this.fill()
  }

  /** Has all rows loaded anew: they may be others now. */
  reload() {
    if (!this.hasAsked) return
    this.isStale = true
    void this.fill()
  }

  private async fill() {
    if (this.isLoading) return
    const step = this.nextStep()
    if (!step) return
    this.isLoading = this.hasAsked = true
    try {
      if (step.kind === 'replace') await this.replace(step.asked)
      else await this.extend(step.kind, step.asked)
    } catch (error) {
      this.isLoading = false
      this.isStale = true
      return this.set({ error: error as CombinedError })
    }
    this.isLoading = false
    void this.fill()
  }

  private nextStep(): { kind: 'replace' | 'above' | 'below'; asked: Asked } | undefined {
    const { start, rows, total, isLoaded } = this.state
    const end = start + rows.length
    // The list may have become shorter than what is looked at.
    const to = isLoaded ? Math.min(this.wanted.to, total) : this.wanted.to
    const from = Math.min(this.wanted.from, Math.max(0, to - 1))
    const isElsewhere = to < start - PAGE_SIZE || from > end + PAGE_SIZE
    if (this.isStale || isElsewhere) return { kind: 'replace', asked: this.around(from, to) }
    const before = this.pages[0]?.startCursor
    if (before && start > 0 && from - AHEAD < start) {
      return { kind: 'above', asked: { last: PAGE_SIZE, before, isCounted: false } }
    }
    const last = this.pages.at(-1)
    if (last?.hasNext && last.endCursor && to + AHEAD > end) {
      return { kind: 'below', asked: { first: PAGE_SIZE, after: last.endCursor, isCounted: false } }
    }
    return undefined
  }

  private around(from: number, to: number): Asked {
    const skip = Math.max(0, from - AHEAD, to - 2 * PAGE_SIZE)
    const first = Math.max(PAGE_SIZE, Math.min(2 * PAGE_SIZE, to + AHEAD - skip))
    return { first, ...(skip > 0 && { skip }), isCounted: true }
  }

  private async replace(asked: Asked) {
    const wasStale = this.isStale
    this.isStale = false
    let start = asked.skip ?? 0
    let page = await this.load(asked)
    if (page.rows.length === 0 && start > 0) {
      // The list has become shorter: its end is looked at.
      start = Math.max(0, page.total - PAGE_SIZE)
      page = await this.load({ first: PAGE_SIZE, skip: start, isCounted: true })
    }
    this.pages = [page]
    const end = start + page.rows.length
    const total = page.hasNext ? Math.max(page.total, end + 1) : end
    const { generation } = this.state
    this.set({
      start,
      rows: page.rows,
      total,
      generation: wasStale ? generation + 1 : generation,
      isLoaded: true,
      error: undefined,
    })
  }

  private async extend(kind: 'above' | 'below', asked: Asked) {
    const page = await this.load(asked)
    if (this.isStale) return
    const { start, total } = this.state
    this.pages = kind === 'above' ? [page, ...this.pages] : [...this.pages, page]
    const moved = kind === 'above' ? start - page.rows.length : start
    // Somebody has changed the list meanwhile, and what comes next is another row than it was.
    this.isStale = page.rows.length === 0 || moved < 0 || (kind === 'above' && moved > 0 !== page.hasPrevious)
    const first = Math.max(0, moved) + this.forget(kind, Math.max(0, moved))
    const rows = this.pages.flatMap((each) => each.rows)
    const end = first + rows.length
    const hasNext = this.pages.at(-1)?.hasNext
    this.set({
      start: first,
      rows,
      total: hasNext ? Math.max(total, end + 1) : end,
      error: undefined,
    })
  }

  /** Forgets pages at the other side than the one that has grown; returns how many rows of the first ones. */
  private forget(kind: 'above' | 'below', start: number): number {
    let forgotten = 0
    let count = this.pages.reduce((sum, { rows }) => sum + rows.length, 0)
    while (count > MAX_ROWS && this.pages.length > 1) {
      const length = (kind === 'above' ? this.pages.at(-1) : this.pages[0])?.rows.length ?? 0
      if (kind === 'below') {
        if (start + forgotten + length > this.wanted.from - AHEAD) break
        this.pages.shift()
        forgotten += length
      } else {
        if (start + count - length < this.wanted.to + AHEAD) break
        const page = this.pages.pop()
        const last = this.pages.pop()
        if (page && last) this.pages.push({ ...last, hasNext: true })
      }
      count -= length
    }
    return forgotten
  }

  private set(change: Partial<WindowState>) {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }
}
