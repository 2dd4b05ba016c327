import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { strings } from '../strings'
import { BulkInviteHeader } from './bulk-invite-header'
import { CancelDialog } from './cancel-dialog'
import { sendableRows } from './lifecycle'
import { PhaseProgress } from './phase-progress'
import type { StepProps } from './step'

export function Sending({ bulkInvite, onUpdate, onClose }: StepProps) {
  const [isCancelOpen, cancelDialog] = useDisclosure()
  const done = bulkInvite.invitedRows + bulkInvite.skippedRows
  const total = sendableRows(bulkInvite)
  return (
    <Stack>
      <BulkInviteHeader filename={bulkInvite.filename} />
      <PhaseProgress
        label={strings.bulk.sending(done, total)}
        fraction={done / total}
        rowsPerSecond={bulkInvite.rowsPerSecond}
        secondsRemaining={bulkInvite.secondsRemaining}
      />
      <Text c="dimmed">{strings.bulk.mayClose}</Text>
      <Group justify="end">
        <Button variant="default" onClick={cancelDialog.open}>
          {strings.bulk.stop}
        </Button>
        <Button onClick={onClose}>{strings.close}</Button>
      </Group>
      <CancelDialog
        bulkInvite={bulkInvite}
        onUpdate={onUpdate}
        isOpen={isCancelOpen}
        onClose={cancelDialog.close}
      />
    </Stack>
  )
}
