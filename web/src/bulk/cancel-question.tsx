import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { strings } from '../strings'
import { useAct } from '../ui/use-act'
import type { Bulk } from './queries'
import { useCancel } from './use-cancel'

interface Props {
  bulk: Bulk
  hear: (bulk: Bulk | null) => void
  isOpen: boolean
  onClose: () => void
}

export function CancelQuestion({ bulk, hear, isOpen, onClose }: Props) {
  const [alsoRevoke, setAlsoRevoke] = useState(false)
  const cancel = useCancel(bulk.id)
  const [act, isBusy] = useAct()
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
            {strings.bulk.goOn}
          </Button>
          <Button
            className="danger-button"
            loading={isBusy}
            onClick={() =>
              act(async () => {
                hear(await cancel(alsoRevoke))
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
