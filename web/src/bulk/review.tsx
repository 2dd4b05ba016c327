import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from 'urql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { DownloadButton } from '../ui/download-link'
import { Note } from '../ui/note'
import { useAsyncAction } from '../ui/use-async-action'
import { useQuestion } from '../ui/use-question'
import { BulkInviteHeader } from './bulk-invite-header'
import { ChooseAnother } from './choose-another'
import { guessedEncoding, sendableRows } from './lifecycle'
import { ProblemRows } from './problem-rows'
import { Send } from './queries'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

/** Before anybody is emailed: what is ready, what is wrong, and how to fix it. */
export function Review({ bulkInvite, onUpdate, onRestart }: StepProps) {
  const [, send] = useMutation(Send)
  const cancel = useCancel(bulkInvite.id)
  const [run, isRunning] = useAsyncAction()
  const [ask, question] = useQuestion()
  const { validRows, warningRows, errorRows } = bulkInvite
  const guessed = guessedEncoding(bulkInvite)
  const count = sendableRows(bulkInvite)
  const discard = async () => {
    if (!(await ask(strings.bulk.discardQuestion(bulkInvite.filename ?? strings.bulk.unnamed)))) return
    await run(async () => {
      await cancel(false)
      onRestart()
    })
  }
  return (
    <Stack>
      {question}
      <BulkInviteHeader filename={bulkInvite.filename}>
        <ChooseAnother onRestart={onRestart} />
      </BulkInviteHeader>
      <Group gap="xs" role="status">
        <span className="pill pill-ok">{strings.bulk.ready(validRows)}</span>
        {errorRows > 0 && <span className="pill pill-error">{strings.bulk.errors(errorRows)}</span>}
        {warningRows > 0 && <span className="pill pill-warning">{strings.bulk.warnings(warningRows)}</span>}
      </Group>
      {guessed && <Note kind="warning">{strings.bulk.guessed(guessed)}</Note>}
      {bulkInvite.ignoredColumns.length > 0 && (
        <Note kind="warning">{strings.bulk.ignored(bulkInvite.ignoredColumns.join(', '))}</Note>
      )}
      {errorRows + warningRows > 0 && <ProblemRows bulkInvite={bulkInvite} onUpdate={onUpdate} />}
      <Text c="dimmed">
        {count === 0
          ? strings.bulk.nothingToSend
          : errorRows > 0
            ? strings.bulk.leftOut
            : strings.bulk.nobodyYet}
      </Text>
      <Group justify="end">
        <button type="button" className="link danger aside" onClick={discard}>
          {strings.bulk.discardUpload}
        </button>
        {errorRows + warningRows > 0 && (
          <DownloadButton url={bulkInvite.problemsCsvUrl}>{strings.bulk.download}</DownloadButton>
        )}
        <Button
          disabled={count === 0}
          loading={isRunning}
          onClick={() =>
            run(async () => {
              const input = { bulkInviteId: bulkInvite.id, idempotencyKey: newIdempotencyKey() }
              onUpdate((await requireSuccess(send({ input }))).bulkInvite)
            })
          }
        >
          {strings.invite.send(count)}
        </Button>
      </Group>
    </Stack>
  )
}
