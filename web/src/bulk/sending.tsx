import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { strings } from '../strings'
import type { StepProps } from './bulk-upload'
import { CancelQuestion } from './cancel-question'
import { FileHead } from './file-head'
import { Phase } from './phase'

export function Sending({ bulk, hear, onClose }: StepProps) {
  const [isAsking, question] = useDisclosure()
  return (
    <Stack>
      <FileHead filename={bulk.filename} />
      <Phase bulk={bulk} label={strings.bulk.sending(bulk.processedRows, bulk.totalRows)} />
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
