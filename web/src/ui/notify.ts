import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { errorMessage } from '../api/errors'
import { strings } from '../strings'
import { UndoMessage } from './undo-message'

const SUCCESS_MS = 6_000
const UNDO_MS = 10_000

export function notify(message: string) {
  notifications.show({ message, autoClose: SUCCESS_MS, ...appearance('ok') })
}

/** Stays until it is closed: a failure must not vanish unread. */
export function notifyFailure(error: unknown) {
  notifications.show({ message: errorMessage(error), autoClose: false, ...appearance('error') })
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
