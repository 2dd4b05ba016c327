import { useEffect } from 'react'
import { lastFocusPlace } from './focus-tracking'

/** Gives the focus back, once a window is closed, to what opened it. */
export function useFocusReturn(isOpen: boolean) {
  useEffect(() => {
    if (!isOpen) return
    const giveBack = lastFocusPlace()
    return () => {
      const atClose = document.activeElement
      // What the closing itself brings about comes first: another window, or a field that takes the focus.
      setTimeout(() => {
        const { activeElement } = document
        if (!activeElement || activeElement === document.body || activeElement === atClose) giveBack()
      })
    }
  }, [isOpen])
}
