import { focusPlace } from './focus-place'

interface Place {
  element: Element
  /** Gives the focus back to the element, or to what has taken its place. */
  focus: () => void
}

let last: Place | undefined

/** Where the focus is, or was before what had it went away. It is noted while menus and rows still stand. */
export function lastFocusPlace(): () => void {
  const { activeElement } = document
  const isElsewhere = activeElement !== document.body && activeElement !== last?.element
  return last && !isElsewhere ? last.focus : focusPlace(activeElement)
}

/**
 * Notes where the focus is, and moves it to the next row where the row that has it is taken away: by the person, or by
 * somebody else. Called once, before the first page is shown.
 */
export function startFocusTracking() {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) last = { element: target, focus: focusPlace(target) }
  })
  document.addEventListener('pointerdown', () => {
    if (document.activeElement === document.body) last = undefined
  })
  new MutationObserver(() => {
    if (!last || last.element.isConnected || document.activeElement !== document.body) return
    const { focus } = last
    last = undefined
    focus()
  }).observe(document.body, { childList: true, subtree: true })
}
