import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { number, strings } from '../strings'
import { DownloadLink } from '../ui/download-link'
import { Note } from '../ui/note'
import { BulkInviteHeader } from './bulk-invite-header'
import { PhaseProgress } from './phase-progress'
import { SkippedRows } from './skipped-rows'
import type { StepProps } from './step'

/** How many people were invited, who was not and why, and what became of the emails. */
export function Summary({ bulkInvite, onRestart, onClose }: StepProps) {
  const { status, failureReason, invitedRows, skippedRows, errorRows, problemsCsvUrl } = bulkInvite
  const { emailsSent, emailsFailed, emailsWaiting } = bulkInvite
  const attempted = emailsSent + emailsFailed
  const emails = attempted + emailsWaiting
  const invitations = `/?tab=invited&fromBulkInvite=${encodeURIComponent(bulkInvite.id)}`
  return (
    <Stack>
      <BulkInviteHeader filename={bulkInvite.filename} />
      {status === 'FAILED' && (
        <Note kind="error" title={strings.bulk.failed}>
          {failureReason?.message}
        </Note>
      )}
      {status === 'CANCELED' && <Note kind="warning">{strings.bulk.canceled(invitedRows)}</Note>}
      {status === 'COMPLETED' && <Note kind="ok">{strings.bulk.completed(invitedRows)}</Note>}
      {(status !== 'FAILED' || invitedRows > 0) && (
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
          <PhaseProgress label={strings.bulk.emailing(attempted, emails)} fraction={attempted / emails} />
          <Text c="dimmed">{strings.bulk.emailsGoOn}</Text>
        </div>
      )}
      {status !== 'FAILED' && errorRows > 0 && (
        <Group gap="xs">
          <span>{strings.bulk.notSent(errorRows)}</span>
          <DownloadLink url={problemsCsvUrl}>{strings.bulk.download}</DownloadLink>
        </Group>
      )}
      {skippedRows > 0 && <SkippedRows bulkInvite={bulkInvite} />}
      <Group justify="space-between">
        {invitedRows > 0 ? (
          <Group gap="md">
            <Anchor component={Link} href={invitations}>
              {strings.bulk.showInvited}
            </Anchor>
            {emailsFailed > 0 && (
              <Anchor component={Link} href={`${invitations}&delivery=FAILED`}>
                {strings.bulk.showFailed}
              </Anchor>
            )}
          </Group>
        ) : (
          <span />
        )}
        <Group gap="xs">
          <Button variant="default" onClick={onRestart}>
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
