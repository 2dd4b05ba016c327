import { Button, Group, Modal, Text } from '@mantine/core'
import { strings } from '../strings'
import { useAsyncAction } from './use-async-action'

interface Props {
  isOpen: boolean
  title: string
  text: string
  confirmLabel: string
  cancelLabel?: string
  onClose: () => void
  onConfirm: () => unknown
}

/** Asks before something that cannot be undone. The button that changes nothing has the focus. */
export function ConfirmDialog(props: Props) {
  const { isOpen, title, text, confirmLabel, cancelLabel = strings.cancel, onClose, onConfirm } = props
  const [run, isRunning] = useAsyncAction()
  const confirm = () =>
    run(async () => {
      await onConfirm()
      onClose()
    })
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={440} classNames={{ title: 'breakable' }}>
      <Text className="breakable">{text}</Text>
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {cancelLabel}
        </Button>
        <Button className="danger-button" loading={isRunning} onClick={confirm}>
          {confirmLabel}
        </Button>
      </Group>
    </Modal>
  )
}
