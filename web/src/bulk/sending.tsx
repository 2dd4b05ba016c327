import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { strings } from '../strings'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { BulkInviteHeader } from './bulk-invite-header'
import { CancelDialog } from './cancel-dialog'
import { PhaseProgress } from './phase-progress'
import type { StepProps } from './step'
import { fractionOf, invitingProgress } from './upload-state'
import { UploadedBy } from './uploaded-by'

export function Sending({ bulkInvite, onUpdate, onClose }: StepProps) {
  const [isCancelOpen, cancelDialog] = useDisclosure()
  const progress = invitingProgress(bulkInvite)
  return (
    <Stack>
      <div>
        <BulkInviteHeader filename={bulkInvite.filename} />
        <UploadedBy upload={bulkInvite} />
      </div>
      <PhaseProgress
        label={strings.bulk.sending(...progress)}
        fraction={fractionOf(progress)}
        rowsPerSecond={bulkInvite.rowsPerSecond}
        secondsRemaining={bulkInvite.secondsRemaining}
      />
      <Text c="dimmed">{strings.bulk.mayClose}</Text>
      <Group justify="end">
        <DisabledWithReason reason={bulkInvite.viewerCanChange ? undefined : strings.stopping.mayNot}>
          {(disabledProps) => (
            <Button
              variant="default"
              {...disabledProps}
              onClick={bulkInvite.viewerCanChange ? cancelDialog.open : undefined}
            >
              {strings.stopping.stop}
            </Button>
          )}
        </DisabledWithReason>
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
