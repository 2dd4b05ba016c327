import { Modal, type ModalProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useEscape } from './use-escape'
import { useFocusReturn } from './use-focus-return'

interface Props extends Pick<ModalProps, 'size'> {
  isOpen: boolean
  title: string
  /** In the middle of the window, where a list that opens upwards has room. */
  isCentered?: boolean
  onClose: () => void
  children: ReactNode
}

/** A window over the page. Escape, the cross and the backdrop all call `onClose`. */
export function ModalWindow({ isOpen, title, isCentered = false, size, onClose, children }: Props) {
  useEscape(isOpen, onClose)
  useFocusReturn(isOpen)
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={size}
      centered={isCentered}
      closeOnEscape={false}
      returnFocus={false}
      classNames={{ title: 'breakable' }}
    >
      {children}
    </Modal>
  )
}
