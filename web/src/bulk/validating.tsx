import { Button, Group, Stack } from '@mantine/core'
import { strings } from '../strings'
import { useAct } from '../ui/use-act'
import { FileHead } from './file-head'
import { Phase } from './phase'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

export function Validating({ bulk, onAnother }: StepProps) {
  const cancel = useCancel(bulk.id)
  const [act, isBusy] = useAct()
  return (
    <Stack>
      <FileHead filename={bulk.filename} />
      <Phase
        label={strings.bulk.checking(bulk.processedRows, bulk.totalRows)}
        share={bulk.progress}
        rowsPerSecond={bulk.rowsPerSecond}
        secondsRemaining={bulk.secondsRemaining}
      />
      <Group justify="space-between">
        <span className="dimmed">{strings.bulk.nobodyYet}</span>
        <Button
          variant="default"
          loading={isBusy}
          onClick={() =>
            act(async () => {
              await cancel(false)
              onAnother()
            })
          }
        >
          {strings.cancel}
        </Button>
      </Group>
    </Stack>
  )
}
