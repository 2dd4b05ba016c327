import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useEscape } from './use-escape'
import { useFocusReturn } from './use-focus-return'

interface Props {
  isOpen: boolean
  title: string
  onClose: () => void
  children: ReactNode
}

/** A window at the side of the page, for more about something in it. It closes as others do, with nothing to lose. */
export function DrawerWindow({ isOpen, title, onClose, children }: Props) {
  useEscape(isOpen, onClose)
  useFocusReturn(isOpen)
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={title}
      position="right"
      closeOnEscape={false}
      returnFocus={false}
      classNames={{ title: 'breakable window-title' }}
    >
      {children}
    </Drawer>
  )
}
