import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { messageOf } from '../api/refusals'
import { strings } from '../strings'
import { UndoMessage } from './undo-message'

const READ_MS = 6_000
const UNDO_MS = 10_000

export function say(message: string) {
  notifications.show({ message, autoClose: READ_MS, ...shape('ok') })
}

/** Stays until it is closed: what failed must not vanish unread. */
export function sayFailed(problem: unknown) {
  notifications.show({ message: messageOf(problem), autoClose: false, ...shape('error') })
}

export function sayWithUndo(message: string, undo: () => void) {
  const id = `undo-${Math.random()}`
  const onUndo = () => {
    notifications.hide(id)
    undo()
  }
  notifications.show({
    id,
    message: createElement(UndoMessage, { message, onUndo }),
    autoClose: UNDO_MS,
    ...shape('ok'),
  })
}

const shape = (kind: 'ok' | 'error') => ({
  withBorder: true,
  className: `toast toast-${kind}`,
  closeButtonProps: { 'aria-label': strings.close },
})
