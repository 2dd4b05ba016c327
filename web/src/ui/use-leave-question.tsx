import { type ReactNode, useEffect } from 'react'
import type { RouterOptions } from 'wouter'
import { strings } from '../strings'
import type { Loss } from './unsaved'
import { useQuestion } from './use-question'

type Leave = () => void

/** Of the page that has something to lose: asks, and calls `leave` where that is accepted. */
let ask: ((leave: Leave) => void) | undefined

/** For the router: a page that `useLeaveQuestion` guards is left only once the person has answered. */
export const askBeforeLeaving: NonNullable<RouterOptions['aroundNav']> = (navigate, to, options) => {
  const leave = () => navigate(to, options)
  if (ask && new URL(to, location.href).pathname !== location.pathname) ask(leave)
  else leave()
}

/**
 * Has the page ask before it is left and `loss` happens: by a link, by the browser's buttons, or by closing the tab,
 * where the browser asks in its own words. undefined: there is nothing to lose. Returns the question, to be rendered.
 */
export function useLeaveQuestion(loss: Loss | undefined): ReactNode {
  const [askPerson, question] = useQuestion()
  useEffect(() => {
    if (!loss) return
    const { href, pathname } = location
    let waiting: Leave | undefined
    let isLeaving = false

    const request = async (leave: Leave) => {
      if (waiting) return
      waiting = leave
      const { discard, keepEditing } = strings.dialog
      const isConfirmed = await askPerson({ ...loss, confirmLabel: discard, cancelLabel: keepEditing })
      if (waiting !== leave) return
      waiting = undefined
      if (!isConfirmed) return
      isLeaving = true
      leave()
    }
    // The browser has gone back already: the page's entry is put above, so that going back once more leads there.
    const onPopState = () => {
      if (isLeaving || location.pathname === pathname) return
      history.pushState(null, '', href)
      void request(() => history.back())
    }
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault()

    ask = request
    window.addEventListener('popstate', onPopState, { capture: true })
    window.addEventListener('beforeunload', onBeforeUnload)
    return () => {
      ask = undefined
      window.removeEventListener('popstate', onPopState, { capture: true })
      window.removeEventListener('beforeunload', onBeforeUnload)
      // What was to be lost is gone with the page, as after switching the organization.
      const leave = waiting
      waiting = undefined
      leave?.()
    }
  }, [loss, askPerson])
  return question
}
