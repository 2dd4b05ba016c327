import { useSyncExternalStore } from 'react'
import { findToken, linkPage } from './link-token'

const KEY = 'senturo-link-token'

let token = ''
const listeners = new Set<() => void>()

/**
 * Reads the token of the link that led here, and takes it out of the address: what is left there is seen over
 * shoulders, in screenshots and in the history. The tab keeps it, so that a reload shows the same page.
 * Called before the first page is shown.
 */
export function takeLinkToken() {
  readAddress()
  addEventListener('hashchange', readAddress)
}

/** Returns the token of the link that led here; empty where there is none. */
export function useLinkToken(): string {
  return useSyncExternalStore(subscribe, () => token)
}

/** Called when the link has done its work. */
export function forgetLinkToken() {
  token = ''
  storage()?.removeItem(keyOf(linkPage(location.pathname)))
}

function readAddress() {
  const { pathname, search, hash } = location
  const page = linkPage(pathname)
  if (!page) return
  const found = findToken(pathname + search + hash)
  const key = keyOf(page)
  const tab = storage()
  if (found) tab?.setItem(key, found)
  token = found || (hash.length > 1 ? '' : (tab?.getItem(key) ?? ''))
  if (found || page !== pathname) history.replaceState(history.state, '', found ? page : page + search + hash)
  for (const listener of listeners) listener()
}

function keyOf(page: string | undefined): string {
  return `${KEY} ${page}`
}

/** A browser that is told to keep nothing throws. */
function storage(): Storage | undefined {
  try {
    return sessionStorage
  } catch {
    return undefined
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
