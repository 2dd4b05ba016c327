import type { RouterOptions } from 'wouter'

type Leave = () => void

/** A page that is not to be left before the person has answered: `ask` does so, and then calls `leave`. */
interface Guard {
  href: string
  pathname: string
  ask: (leave: Leave) => void
}

let guard: Guard | undefined

/** Guards the page that is shown, until `unguardPage`. */
export function guardPage(ask: Guard['ask']) {
  guard = { href: location.href, pathname: location.pathname, ask }
}

export function unguardPage() {
  guard = undefined
}

/** For the router: links and buttons lead away from a guarded page only once the person has answered. */
export const askBeforeLeaving: NonNullable<RouterOptions['aroundNav']> = (navigate, to, options) => {
  const leave = () => navigate(to, options)
  if (guard && new URL(to, location.href).pathname !== guard.pathname) guard.ask(leave)
  else leave()
}

/** Has the browser's buttons ask as well. Called once, before the router listens to them. */
export function startLeaveGuard() {
  window.addEventListener('popstate', () => {
    if (!guard || location.pathname === guard.pathname) return
    // The browser has gone back already: the page gets an entry above, so that going back from there leads there again.
    history.pushState(null, '', guard.href)
    guard.ask(() => history.back())
  })
}
