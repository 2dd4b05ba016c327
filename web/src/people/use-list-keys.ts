import { useEffect, useRef } from 'react'

/** Returns a ref for a list: Escape inside of it calls `onEscape`, unless something in it takes the key. */
export function useListKeys(onEscape: () => void) {
  const list = useRef<HTMLTableElement>(null)
  const latest = useRef(onEscape)
  useEffect(() => {
    latest.current = onEscape
  }, [onEscape])

  useEffect(() => {
    // Windows and menus stand elsewhere in the page, and lists that are open mark their field.
    const onKey = (event: KeyboardEvent) => {
      const field = event.target instanceof Element ? event.target : undefined
      const isTaken = field?.getAttribute('data-mantine-stop-propagation') === 'true'
      if (event.key === 'Escape' && !event.isComposing && !isTaken) latest.current()
    }
    const { current } = list
    current?.addEventListener('keydown', onKey)
    return () => current?.removeEventListener('keydown', onKey)
  })
  return list
}
