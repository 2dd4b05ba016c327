interface Offer {
  undo: () => void
  /** Called once, when the offer is taken or withdrawn. */
  onEnd: () => void
}

const TEXT_FIELDS = 'input:not([readonly]), textarea, [contenteditable="true"]'
export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

let current: Offer | undefined

/** Offers to take back the last change, by Ctrl+Z too (⌘Z on a Mac). Returns a function that withdraws the offer. */
export function offerUndo(offer: Offer): () => void {
  endUndo()
  current = offer
  window.addEventListener('keydown', onKey)
  return () => {
    if (current === offer) endUndo()
  }
}

/** Takes the offer that stands, if any. */
export function takeUndo() {
  const offer = current
  endUndo()
  offer?.undo()
}

/** Withdraws the offer that stands, if any: it belongs to somebody who is no longer here, or is out of date. */
export function endUndo() {
  const offer = current
  current = undefined
  window.removeEventListener('keydown', onKey)
  offer?.onEnd()
}

/** Within a text field the keys take back what was typed there. */
function onKey(event: KeyboardEvent) {
  const isShortcut = (isMac ? event.metaKey : event.ctrlKey) && event.key.toLowerCase() === 'z'
  if (!isShortcut || event.shiftKey || event.altKey || event.repeat) return
  if (event.target instanceof Element && event.target.matches(TEXT_FIELDS)) return
  event.preventDefault()
  takeUndo()
}
