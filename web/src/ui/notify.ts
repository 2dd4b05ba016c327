import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { onReachable } from '../api/connection'
import { errorMessage, ShownError } from '../api/errors'
import { strings } from '../strings'
import { UndoMessage } from './undo-message'

const SUCCESS_MS = 6_000
const UNDO_MS = 10_000
/** What goes by itself has been there so long that it could be read. */
const MIN_SHOWN_MS = 4_000

interface Failure {
  shownAt: number
  isUnanswered: boolean
}

/** The failures that are shown, by the ids of their toasts. */
const failures = new Map<string, Failure>()

onReachable(() => {
  for (const [id, { shownAt, isUnanswered }] of failures) {
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
  const onClose = () => failures.delete(id)
  const id: string = notifications.show({ message, autoClose: false, onClose, ...appearance('error') })
  failures.set(id, {
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
export function clearFailures() {
  for (const id of failures.keys()) clearFailure(id)
}

export function notifyWithUndo(message: string, undo: () => void) {
  const id = `undo-${Math.random()}`
  const onUndo = () => {
    notifications.hide(id)
    undo()
  }
  notifications.show({
    id,
    message: createElement(UndoMessage, { message, onUndo }),
    autoClose: UNDO_MS,
    ...appearance('ok'),
  })
}

const appearance = (kind: 'ok' | 'error') => ({
  withBorder: true,
  className: `toast toast-${kind}`,
  closeButtonProps: { 'aria-label': strings.close },
})
