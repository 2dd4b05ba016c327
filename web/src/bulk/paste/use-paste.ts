import { type RefObject, useEffect, useRef } from 'react'

/** The attribute of the field that takes what is pasted. */
export const PASTE_FIELD = 'data-paste'

/** Calls `onPaste` with what is pasted anywhere in the window around `step`, except into a field for other text. */
export function usePaste(step: RefObject<HTMLElement | null>, onPaste: (clipboard: DataTransfer) => void) {
  const latest = useRef(onPaste)
  useEffect(() => {
    latest.current = onPaste
  }, [onPaste])
  useEffect(() => {
    const take = (event: ClipboardEvent) => {
      if (!event.clipboardData || !isMeant(step.current, event.target)) return
      event.preventDefault()
      latest.current(event.clipboardData)
    }
    document.addEventListener('paste', take)
    return () => document.removeEventListener('paste', take)
  }, [step])
}

function isMeant(step: HTMLElement | null, target: EventTarget | null): boolean {
  if (!step?.checkVisibility() || !(target instanceof Element)) return false
  const field = target.closest(':read-write')
  if (field)
    return field instanceof HTMLTextAreaElement && field.hasAttribute(PASTE_FIELD) && field.value === ''
  // A question over the window is another window.
  return target === document.body || step.closest('[role="dialog"]')?.contains(target) === true
}
