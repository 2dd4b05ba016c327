import { useCallback, useRef, useState } from 'react'
import { placeOf, type RowsView } from './rows-view'

const NOBODY: ReadonlySet<string> = new Set()

/** Which rows are chosen: some by their ids, or all that are looked at. Shift takes those between the last one and this one. */
export function useSelection(view: RowsView) {
  const { rows, start, count } = view
  const [ids, setIds] = useState(NOBODY)
  const [isWhole, setWhole] = useState(false)
  const last = useRef<string>(undefined)
  const isAllInMemory = rows.length === count

  function toggle(id: string, isChosen: boolean, isRange: boolean) {
    const [from, to] = [last.current, id].map((each) => (each ? placeOf(view, each) : undefined))
    const isInMemory = from !== undefined && to !== undefined
    const between = isRange && isInMemory ? idsBetween(Math.min(from, to), Math.max(from, to)) : [id]
    last.current = id
    choose(between, isChosen)
  }

  function choose(chosen: readonly string[], isChosen: boolean) {
    // All but one can only be said where each of the others is known.
    if (isWhole && !isAllInMemory) return clear()
    const next = new Set(isWhole ? rows.map(({ id }) => id) : ids)
    for (const id of chosen) {
      if (isChosen) next.add(id)
      else next.delete(id)
    }
    setWhole(false)
    setIds(next)
  }

  const idsBetween = (from: number, to: number) =>
    rows.slice(from - start, to - start + 1).map(({ id }) => id)
  const clear = useCallback(() => {
    setIds(NOBODY)
    setWhole(false)
    last.current = undefined
  }, [])
  return {
    ids,
    isWhole,
    has: (id: string) => isWhole || ids.has(id),
    isAllChosen: count > 0 && (isWhole || (isAllInMemory && rows.every(({ id }) => ids.has(id)))),
    isAnyChosen: isWhole || ids.size > 0,
    toggle,
    toggleAll: (isChosen: boolean) => {
      clear()
      setWhole(isChosen)
    },
    clear,
  }
}

export type Selection = ReturnType<typeof useSelection>
