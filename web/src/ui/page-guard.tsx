import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import type { AroundNavHandler } from 'wouter'
import { strings } from '../strings'
import { type Loss, UnsavedContext } from './unsaved'
import { useQuestion } from './use-question'

type Guard = (leave: () => void) => void

/** Of the page that is shown; undefined while nothing on it would be lost. */
let current: Guard | undefined

/** For the router: links that lead away from a page with something unsaved ask first. */
export const askBeforeNavigation: AroundNavHandler = (navigate, to, options) => {
  const { pathname } = new URL(to, location.href)
  if (current && pathname !== location.pathname) current(() => navigate(to, options))
  else navigate(to, options)
}

/**
 * Asks before a page is left while something would be lost that `useUnsaved` names within it: by a link, by the
 * browser's buttons, and by closing the tab.
 */
export function PageGuard({ children }: { children: ReactNode }) {
  const losses = useRef(new Map<string, Loss>())
  const [ask, question] = useQuestion()
  const confirmLoss = useCallback(
    (loss: Loss) =>
      ask({ ...loss, confirmLabel: strings.dialog.discard, cancelLabel: strings.dialog.keepEditing }),
    [ask],
  )
  const guard = useCallback(
    async (action: () => void) => {
      const [loss] = losses.current.values()
      const isConfirmed = !loss || (await confirmLoss(loss))
      if (isConfirmed) action()
      return isConfirmed
    },
    [confirmLoss],
  )
  const note = useCallback(
    (key: string, loss: Loss | undefined) => {
      if (loss) losses.current.set(key, loss)
      else losses.current.delete(key)
      if (losses.current.size > 0) watch((leave) => void guard(leave))
      else unwatch()
    },
    [guard],
  )
  useEffect(() => unwatch, [])
  const unsaved = useMemo(
    () => ({ note, confirmLoss, guard, close: () => history.back() }),
    [note, confirmLoss, guard],
  )
  return (
    <UnsavedContext value={unsaved}>
      {children}
      {question}
    </UnsavedContext>
  )
}

let guardedAddress = ''

function watch(guard: Guard) {
  if (!current) {
    window.addEventListener('beforeunload', askBrowser)
    // Before the router hears of it.
    window.addEventListener('popstate', askBeforeGoingBack, { capture: true })
  }
  current = guard
  guardedAddress = location.href
}

function unwatch() {
  current = undefined
  window.removeEventListener('beforeunload', askBrowser)
  window.removeEventListener('popstate', askBeforeGoingBack, { capture: true })
}

function askBrowser(event: BeforeUnloadEvent) {
  event.preventDefault()
}

/** The browser has gone already: the page is put before where it went to, and left for it after the answer. */
function askBeforeGoingBack(event: PopStateEvent) {
  if (!current || new URL(guardedAddress).pathname === location.pathname) return
  event.stopImmediatePropagation()
  history.pushState(null, '', guardedAddress)
  current(() => {
    unwatch()
    history.back()
  })
}
