import { useCallback, useRef, useState } from 'react'
import type { ReviewRow } from './queries'

const NOBODY: ReadonlySet<string> = new Set()

/** The ids of the rows that are chosen, on this page and others; shift takes all between the last one and this one. */
export function useSelection(rows: readonly ReviewRow[]) {
  const [ids, setIds] = useState(NOBODY)
  /** Whether the whole segment is chosen, with the rows of pages that nobody has looked at. */
  const [isWhole, setWhole] = useState(false)
  const last = useRef<string>(undefined)

  function toggle(id: string, isChosen: boolean, isRange: boolean) {
    const [from, to] = [indexOf(last.current), indexOf(id)].sort((one, other) => one - other)
    const isOnPage = from !== undefined && to !== undefined && from >= 0
    const between = isRange && isOnPage ? rows.slice(from, to + 1).map((row) => row.id) : [id]
    last.current = id
    choose(between, isChosen)
  }

  function choose(chosen: readonly string[], isChosen: boolean) {
    const next = new Set(isWhole ? rows.map(({ id }) => id) : ids)
    for (const id of chosen) {
      if (isChosen) next.add(id)
      else next.delete(id)
    }
    setWhole(false)
    setIds(next)
  }

  const indexOf = (id: string | undefined) => rows.findIndex((row) => row.id === id)
  const clear = useCallback(() => {
    setIds(NOBODY)
    setWhole(false)
    last.current = undefined
  }, [])
  return {
    ids,
    isWhole,
    has: (id: string) => isWhole || ids.has(id),
    isPageChosen: rows.length > 0 && rows.every(({ id }) => isWhole || ids.has(id)),
    isAnyChosen: isWhole || ids.size > 0,
    toggle,
    togglePage: (isChosen: boolean) =>
      choose(
        rows.map(({ id }) => id),
        isChosen,
      ),
    chooseWhole: () => setWhole(true),
    clear,
  }
}

export type Selection = ReturnType<typeof useSelection>
