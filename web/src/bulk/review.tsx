import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from 'urql'
import { done, freshKey } from '../api/refusals'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { useAct } from '../ui/use-act'
import { FileHead } from './file-head'
import { ProblemRows } from './problem-rows'
import { Send } from './queries'
import { sendable } from './state'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

/** Before anybody is emailed: what is ready, what is wrong, and the ways to mend it. */
export function Review({ bulk, hear, onAnother }: StepProps) {
  const [, send] = useMutation(Send)
  const cancel = useCancel(bulk.id)
  const [act, isBusy] = useAct()
  const { validRows, warningRows, errorRows } = bulk
  const count = sendable(bulk)
  return (
    <Stack>
      <FileHead filename={bulk.filename}>
        <button
          type="button"
          className="link unbroken"
          onClick={() =>
            act(async () => {
              await cancel(false)
              onAnother()
            })
          }
        >
          {strings.bulk.another}
        </button>
      </FileHead>
      <Group gap="xs" role="status">
        <span className="pill pill-ok">{strings.bulk.ready(validRows)}</span>
        {errorRows > 0 && <span className="pill pill-error">{strings.bulk.errors(errorRows)}</span>}
        {warningRows > 0 && <span className="pill pill-warning">{strings.bulk.warnings(warningRows)}</span>}
      </Group>
      {bulk.ignoredColumns.length > 0 && (
        <Note kind="warning">{strings.bulk.ignored(bulk.ignoredColumns.join(', '))}</Note>
      )}
      {errorRows + warningRows > 0 && <ProblemRows bulk={bulk} hear={hear} />}
      <Text c="dimmed">
        {count === 0
          ? strings.bulk.nothingToSend
          : errorRows > 0
            ? strings.bulk.leftOut
            : strings.bulk.nobodyYet}
      </Text>
      <Group justify="end">
        {errorRows + warningRows > 0 && (
          <Button variant="default" component="a" href={bulk.problemsCsvUrl} download>
            {strings.bulk.download}
          </Button>
        )}
        <Button
          disabled={count === 0}
          loading={isBusy}
          onClick={() =>
            act(async () => {
              const { bulkInvite } = await done(
                send({ input: { bulkInviteId: bulk.id, idempotencyKey: freshKey() } }),
              )
              hear(bulkInvite)
            })
          }
        >
          {strings.invite.send(count)}
        </Button>
      </Group>
    </Stack>
  )
}
