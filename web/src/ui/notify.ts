import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { onReachable } from '../api/connection'
import { errorMessage, ShownError } from '../api/errors'
import { strings } from '../strings'
import { offerUndo } from './undo'
import { UndoMessage } from './undo-message'

const SUCCESS_MS = 6_000
/** Long enough to reach the button without a mouse. */
const UNDO_MS = 20_000
/** What goes by itself has been there so long that it could be read. */
const MIN_SHOWN_MS = 4_000

interface Standing {
  shownAt: number
  isUnanswered: boolean
}

/** What stays until it is closed, by the ids of the toasts. */
const standing = new Map<string, Standing>()

onReachable(() => {
  for (const [id, { shownAt, isUnanswered }] of standing) {
    if (isUnanswered) setTimeout(() => clearFailure(id), Math.max(0, shownAt + MIN_SHOWN_MS - Date.now()))
  }
})

export function notify(message: string) {
  notifications.show({ message, autoClose: SUCCESS_MS, ...appearance('ok') })
}

/**
 * Shows a failure until it is closed or its cause is gone: it must not vanish unread, nor stay when it is not true any
 * more. Returns its id for `clearFailure`; what was about a lost connection goes once the server can be reached.
 */
export function notifyFailure(error: unknown): string {
  const message = errorMessage(error)
  const onClose = () => standing.delete(id)
  const id: string = notifications.show({ message, autoClose: false, onClose, ...appearance('error') })
  standing.set(id, {
    shownAt: Date.now(),
    isUnanswered: error instanceof ShownError && error.isUnanswered,
  })
  return id
}

/** Called when the cause of a failure is gone: what failed is tried again, or what it was about is not shown any more. */
export function clearFailure(id: string | undefined) {
  if (id !== undefined) notifications.hide(id)
}

/** Called when the person, or where they are, changes. */
export function clearStanding() {
  for (const id of standing.keys()) notifications.hide(id)
}

/** Stays until it is closed: something is different now from what the person knows. */
export function notifyToRead(message: string) {
  const onClose = () => standing.delete(message)
  notifications.show({ id: message, message, autoClose: false, onClose, ...appearance('warning') })
  standing.set(message, { shownAt: Date.now(), isUnanswered: false })
}

/**
 * Offers to take something back, by a button or Ctrl+Z, until it is done, something else is offered, or time is over.
 * `onEnd` is called then. Returns a function that withdraws the offer, for when it no longer applies.
 */
export function notifyWithUndo(message: string, undo: () => void, onEnd: () => void = () => {}): () => void {
  const id = `undo-${Math.random()}`
  const withdraw = offerUndo({
    undo,
    onEnd: () => {
      notifications.hide(id)
      onEnd()
    },
  })
  notifications.show({
    id,
    message: createElement(UndoMessage, { message }),
    autoClose: UNDO_MS,
    onClose: withdraw,
    ...appearance('ok'),
  })
  return withdraw
}

const appearance = (kind: 'ok' | 'warning' | 'error') => ({
  withBorder: true,
  className: `toast toast-${kind}`,
  closeButtonProps: { 'aria-label': strings.close },
})
