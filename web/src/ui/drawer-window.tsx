import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { strings } from '../strings'
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
      size={460}
      padding={20}
      closeOnEscape={false}
      returnFocus={false}
      closeButtonProps={CLOSE_BUTTON}
      attributes={ATTRIBUTES}
      classNames={CLASS_NAMES}
    >
      {children}
    </Drawer>
  )
}

const CLOSE_BUTTON = { 'aria-label': strings.close }
// An element <header> that is not in the page's content is its banner.
const ATTRIBUTES = { header: { role: 'presentation' } }
const CLASS_NAMES = { title: 'breakable window-title' }
