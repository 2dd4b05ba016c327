import { type FocusEvent, useState } from 'react'
import { steadyOrder } from './steady-order'

/**
 * Keeps rows in their order for as long as somebody points at them or is among them with the keyboard: what is pressed
 * is what was there. `listKey` says which list they are of. Returns the rows, and what their element has to have.
 */
export function useSteadyOrder<T extends { id: string }>(rows: readonly T[], listKey: string) {
  const [isPointedAt, setPointedAt] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  const [held, setHeld] = useState<{ listKey: string; ids: string[] }>()
  const isHeld = isPointedAt || hasFocus
  const isOfList = held?.listKey === listKey
  // From the first rows on that are there to be pointed at.
  if (isHeld && !isOfList && rows.length > 0) setHeld({ listKey, ids: rows.map(({ id }) => id) })
  if (!isHeld && held) setHeld(undefined)
  const element = {
    onPointerEnter: () => setPointedAt(true),
    onPointerLeave: () => setPointedAt(false),
    onFocus: () => setFocus(true),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
      setFocus(currentTarget.contains(relatedTarget as Node | null)),
  }
  return [steadyOrder(isOfList ? held.ids : [], rows), element] as const
}
