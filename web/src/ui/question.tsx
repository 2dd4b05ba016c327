import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  text: string
  confirmLabel: string
  cancelLabel: string
  isRunning?: boolean
  onCancel: () => void
  onConfirm: () => void
  children?: ReactNode
}

/** What is asked, and the two answers. The one that changes nothing has the focus. */
export function Question(props: Props) {
  const { text, confirmLabel, cancelLabel, isRunning, onCancel, onConfirm, children } = props
  return (
    <>
      <Text className="breakable">{text}</Text>
      {children}
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={onCancel} data-autofocus>
          {cancelLabel}
        </Button>
        <Button className="danger-button" loading={isRunning} onClick={onConfirm}>
          {confirmLabel}
        </Button>
      </Group>
    </>
  )
}
