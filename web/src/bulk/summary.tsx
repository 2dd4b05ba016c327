import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { number, strings } from '../strings'
import { Note } from '../ui/note'
import { FileHead } from './file-head'
import { Phase } from './phase'
import { SkippedRows } from './skipped-rows'
import type { StepProps } from './step'

/** What became of a file: how many were invited, who was not and why, and how their emails fare. */
export function Summary({ bulk, onAnother, onClose }: StepProps) {
  const { status, failureReason, invitedRows, skippedRows, errorRows, problemsCsvUrl } = bulk
  const { emailsSent, emailsFailed, emailsWaiting } = bulk
  const answered = emailsSent + emailsFailed
  const emails = answered + emailsWaiting
  const list = `/?tab=invited&file=${encodeURIComponent(bulk.id)}`
  return (
    <Stack>
      <FileHead filename={bulk.filename} />
      {status === 'FAILED' && (
        <Note kind="error" title={strings.bulk.failed}>
          {failureReason?.message}
        </Note>
      )}
      {status === 'CANCELED' && <Note kind="warning">{strings.bulk.canceled(invitedRows)}</Note>}
      {status === 'COMPLETED' && <Note kind="ok">{strings.bulk.completed(invitedRows)}</Note>}
      {status !== 'FAILED' && (
        <dl className="totals figures">
          <Total label={strings.bulk.invited} value={invitedRows} />
          <Total label={strings.bulk.skipped} value={skippedRows} />
          <Total label={strings.bulk.emailsSent} value={emailsSent} />
          <Total label={strings.bulk.emailsWaiting} value={emailsWaiting} />
          <Total label={strings.bulk.emailsFailed} value={emailsFailed} isBad={emailsFailed > 0} />
        </dl>
      )}
      {emailsWaiting > 0 && (
        <div>
          <Phase label={strings.bulk.emailing(answered, emails)} share={answered / emails} />
          <Text c="dimmed">{strings.bulk.emailsGoOn}</Text>
        </div>
      )}
      {status !== 'FAILED' && errorRows > 0 && (
        <Group gap="xs">
          <span>{strings.bulk.notSent(errorRows)}</span>
          <Anchor href={problemsCsvUrl} download>
            {strings.bulk.download}
          </Anchor>
        </Group>
      )}
      {skippedRows > 0 && <SkippedRows bulk={bulk} />}
      <Group justify="space-between">
        {invitedRows > 0 ? (
          <Group gap="md">
            <Anchor component={Link} href={list}>
              {strings.bulk.showInvited}
            </Anchor>
            {emailsFailed > 0 && (
              <Anchor component={Link} href={`${list}&delivery=FAILED`}>
                {strings.bulk.showFailed}
              </Anchor>
            )}
          </Group>
        ) : (
          <span />
        )}
        <Group gap="xs">
          <Button variant="default" onClick={onAnother}>
            {strings.bulk.another}
          </Button>
          <Button onClick={onClose}>{strings.bulk.done}</Button>
        </Group>
      </Group>
    </Stack>
  )
}

function Total({ label, value, isBad }: { label: string; value: number; isBad?: boolean }) {
  return (
    <div>
      <dt className="dimmed small">{label}</dt>
      <dd className={isBad ? 'error' : undefined}>{number(value)}</dd>
    </div>
  )
}
