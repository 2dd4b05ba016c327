import { useSyncExternalStore } from 'react'

/** Which rows of a list are seen, from 0; `to` is behind the last. It changes with every row that is scrolled past. */
export class SeenRows {
  private range = { from: 0, to: 0 }
  private readonly listeners = new Set<() => void>()

  readonly read = () => this.range

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  set(range: { from: number; to: number }) {
    if (range.from === this.range.from && range.to === this.range.to) return
    this.range = range
    for (const listener of this.listeners) listener()
  }

  /** How far a page goes: the last row that is seen becomes the first. */
  perPage(): number {
    return Math.max(1, this.range.to - this.range.from - 2)
  }
}

export const useSeenRows = (seen: SeenRows) => useSyncExternalStore(seen.subscribe, seen.read)
