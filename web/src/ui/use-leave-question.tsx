import { type ReactNode, useEffect } from 'react'
import { strings } from '../strings'
import { guardPage, unguardPage } from './leave-guard'
import type { Loss } from './unsaved'
import { useQuestion } from './use-question'

/**
 * Has the page ask before it is left and `loss` happens: by a link, by the browser's buttons, or by closing the tab,
 * where the browser asks in its own words. undefined: there is nothing to lose. Returns the question, to be rendered.
 */
export function useLeaveQuestion(loss: Loss | undefined): ReactNode {
  const [askPerson, question] = useQuestion()
  useEffect(() => {
    if (!loss) return
    let waiting: (() => void) | undefined
    const ask = async (leave: () => void) => {
      if (waiting) return
      waiting = leave
      const { discard, keepEditing } = strings.dialog
      const isConfirmed = await askPerson({ ...loss, confirmLabel: discard, cancelLabel: keepEditing })
      if (!waiting) return
      waiting = undefined
      if (!isConfirmed) return
      unguardPage()
      leave()
    }
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    guardPage(ask)
    window.addEventListener('beforeunload', onBeforeUnload)
    return () => {
      unguardPage()
      window.removeEventListener('beforeunload', onBeforeUnload)
      // What was to be lost is gone with the page, as after switching the organization.
      const leave = waiting
      waiting = undefined
      leave?.()
    }
  }, [loss, askPerson])
  return question
}
