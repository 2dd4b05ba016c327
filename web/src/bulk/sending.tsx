import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { strings } from '../strings'
import { CancelQuestion } from './cancel-question'
import { FileHead } from './file-head'
import { Phase } from './phase'
import { sendable } from './state'
import type { StepProps } from './step'

export function Sending({ bulk, hear, onClose }: StepProps) {
  const [isAsking, question] = useDisclosure()
  const done = bulk.invitedRows + bulk.skippedRows
  const total = sendable(bulk)
  return (
    <Stack>
      <FileHead filename={bulk.filename} />
      <Phase
        label={strings.bulk.sending(done, total)}
        share={done / total}
        rowsPerSecond={bulk.rowsPerSecond}
        secondsRemaining={bulk.secondsRemaining}
      />
      <Text c="dimmed">{strings.bulk.mayClose}</Text>
      <Group justify="end">
        <Button variant="default" onClick={question.open}>
          {strings.bulk.stop}
        </Button>
        <Button onClick={onClose}>{strings.close}</Button>
      </Group>
      <CancelQuestion bulk={bulk} hear={hear} isOpen={isAsking} onClose={question.close} />
    </Stack>
  )
}
