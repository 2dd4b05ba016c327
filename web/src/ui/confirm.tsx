import { Button, Group, Modal, Text } from '@mantine/core'
import { strings } from '../strings'
import { useAct } from './use-act'

interface Props {
  isOpen: boolean
  title: string
  text: string
  action: string
  cancel?: string
  onClose: () => void
  onConfirm: () => Promise<void> | void
}

/** Asks before something that cannot be undone. The careful answer has the focus. */
export function Confirm({ isOpen, title, text, action, cancel = strings.cancel, onClose, onConfirm }: Props) {
  const [act, isBusy] = useAct()
  const confirm = () =>
    act(async () => {
      await onConfirm()
      onClose()
    })
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={440} classNames={{ title: 'breakable' }}>
      <Text className="breakable">{text}</Text>
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {cancel}
        </Button>
        <Button className="danger-button" loading={isBusy} onClick={confirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  )
}
