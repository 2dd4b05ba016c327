import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { strings } from '../strings'
import { useAsyncAction } from '../ui/use-async-action'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

interface Props extends Pick<StepProps, 'bulkInvite' | 'onUpdate' | 'onClose'> {
  isOpen: boolean
}

export function CancelDialog({ bulkInvite, onUpdate, isOpen, onClose }: Props) {
  const [alsoRevoke, setAlsoRevoke] = useState(false)
  const cancel = useCancel(bulkInvite.id)
  const [run, isRunning] = useAsyncAction()
  return (
    <Modal opened={isOpen} onClose={onClose} title={strings.bulk.stopTitle} size={440}>
      <Stack>
        <Text>{strings.bulk.stopText}</Text>
        <Checkbox
          label={strings.bulk.alsoRevoke}
          checked={alsoRevoke}
          onChange={(event) => setAlsoRevoke(event.currentTarget.checked)}
        />
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {strings.bulk.keepSending}
          </Button>
          <Button
            className="danger-button"
            loading={isRunning}
            onClick={() =>
              run(async () => {
                onUpdate(await cancel(alsoRevoke))
                onClose()
              })
            }
          >
            {strings.bulk.stop}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
