import { useEffect, useRef } from 'react'

type Layer = { current: () => void }

/** What is open and closed by Escape, the newest last. */
const layers: Layer[] = []

/**
 * Calls `onEscape` for the key Escape while `isActive`, unless something that was opened later takes the key.
 *
 * All listen through one listener, so that one keystroke does one thing: what it opens cannot close by it. A key that is
 * held down counts once. Lists that hang from a field close first; Mantine marks the field while one is open.
 */
export function useEscape(isActive: boolean, onEscape: () => void) {
  const latest = useRef(onEscape)
  useEffect(() => {
    latest.current = onEscape
  }, [onEscape])

  useEffect(() => {
    if (!isActive) return
    const layer: Layer = { current: () => latest.current() }
    if (layers.length === 0) window.addEventListener('keydown', pass, { capture: true })
    layers.push(layer)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) window.removeEventListener('keydown', pass, { capture: true })
    }
  }, [isActive])
}

function pass(event: KeyboardEvent) {
  if (event.key !== 'Escape' || event.repeat || event.isComposing) return
  const field = event.target instanceof Element ? event.target : undefined
  if (field?.getAttribute('data-mantine-stop-propagation') === 'true') return
  layers.at(-1)?.current()
}
