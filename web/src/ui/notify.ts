import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { errorMessage } from '../api/errors'
import { strings } from '../strings'
import { offerUndo } from './undo'
import { UndoMessage } from './undo-message'

const SUCCESS_MS = 6_000
/** Long enough to reach the button without a mouse. */
const UNDO_MS = 20_000

export function notify(message: string) {
  notifications.show({ message, autoClose: SUCCESS_MS, ...appearance('ok') })
}

/** Stays until it is closed: a failure must not vanish unread. */
export function notifyFailure(error: unknown) {
  notifications.show({ message: errorMessage(error), autoClose: false, ...appearance('error') })
}

/** Stays until it is closed: something is different now from what the person knows. */
export function notifyToRead(message: string) {
  notifications.show({ id: message, message, autoClose: false, ...appearance('warning') })
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
