import { Button, Group, Stack } from '@mantine/core'
import { strings } from '../strings'
import { useAsyncAction } from '../ui/use-async-action'
import { BulkInviteHeader } from './bulk-invite-header'
import { PhaseProgress } from './phase-progress'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

export function Validating({ bulkInvite, onRestart }: StepProps) {
  const cancel = useCancel(bulkInvite.id)
  const [run, isRunning] = useAsyncAction()
  return (
    <Stack>
      <BulkInviteHeader filename={bulkInvite.filename} />
      <PhaseProgress
        label={strings.bulk.checking(bulkInvite.processedRows, bulkInvite.totalRows)}
        fraction={bulkInvite.progress}
        rowsPerSecond={bulkInvite.rowsPerSecond}
        secondsRemaining={bulkInvite.secondsRemaining}
      />
      <Group justify="space-between">
        <span className="dimmed">{strings.bulk.nobodyYet}</span>
        <Button
          variant="default"
          loading={isRunning}
          onClick={() =>
            run(async () => {
              await cancel(false)
              onRestart()
            })
          }
        >
          {strings.bulk.stopChecking}
        </Button>
      </Group>
    </Stack>
  )
}
