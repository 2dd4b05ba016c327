import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useRef } from 'react'
import { Link } from 'wouter'
import { strings } from '../strings'
import { DownloadLink } from '../ui/download-link'
import { Note } from '../ui/note'
import { BulkInviteHeader } from './bulk-invite-header'
import { EmailFailures } from './email-failures'
import { invitationsPath } from './invitations-path'
import { outcomeOf } from './outcome'
import { PhaseProgress } from './phase-progress'
import { RevokePending } from './revoke-pending'
import { SkippedRows } from './skipped-rows'
import type { StepProps } from './step'
import { SummaryTotals } from './summary-totals'
import { emailProgress, fractionOf, isDiscarded } from './upload-state'
import { UploadedBy } from './uploaded-by'
import { useAnswers } from './use-answers'

/** How many people were invited, who was not and why, what they answered, and what became of the emails. */
export function Summary({ bulkInvite, onUpdate, onRestart, onClose }: StepProps) {
  const { status, failureReason, invitedRows, skippedRows, errorRows, emailsWaiting } = bulkInvite
  const done = useRef<HTMLButtonElement>(null)
  const answers = useAnswers(bulkInvite)
  const revoked = answers?.answers.revoked ?? bulkInvite.revokedRows
  const outcome = outcomeOf(bulkInvite, revoked)
  const hasFailed = status === 'FAILED'
  const wasSent = invitedRows + skippedRows > 0
  const emails = emailProgress(bulkInvite)
  return (
    <Stack>
      <div>
        <BulkInviteHeader filename={bulkInvite.filename} />
        <UploadedBy upload={bulkInvite} />
      </div>
      {hasFailed && (
        <Note kind="error" title={wasSent ? strings.summary.failedMidway : strings.summary.failed}>
          {failureReason?.message}
        </Note>
      )}
      {(!hasFailed || wasSent) && <Note kind={outcome.kind}>{outcome.text}</Note>}
      {wasSent && <SummaryTotals upload={bulkInvite} answers={answers?.answers} revoked={revoked} />}
      {emailsWaiting > 0 && (
        <div>
          <PhaseProgress label={strings.summary.emailing(...emails)} fraction={fractionOf(emails)} />
          <Text c="dimmed">{strings.summary.emailsGoOn}</Text>
        </div>
      )}
      <EmailFailures upload={bulkInvite} answers={answers} />
      {!hasFailed && errorRows > 0 && (
        <Group gap="xs">
          <span>
            {isDiscarded(bulkInvite)
              ? strings.summary.withErrors(errorRows)
              : strings.summary.leftOut(errorRows)}
          </span>
          <DownloadLink url={bulkInvite.problemsCsvUrl}>{strings.bulk.download}</DownloadLink>
        </Group>
      )}
      {skippedRows > 0 && <SkippedRows bulkInvite={bulkInvite} />}
      {answers && wasSent && (
        <RevokePending
          bulkInvite={bulkInvite}
          answers={answers}
          onUpdate={onUpdate}
          onGone={() => done.current?.focus()}
        />
      )}
      <Group justify="space-between">
        {answers && answers.answers.pending > 0 ? (
          <Anchor component={Link} href={invitationsPath(bulkInvite.id, {})}>
            {strings.summary.showInvited}
          </Anchor>
        ) : (
          <span />
        )}
        <Group gap="xs">
          <Button variant="default" onClick={onRestart}>
            {strings.bulk.another}
          </Button>
          <Button ref={done} onClick={onClose}>
            {strings.summary.done}
          </Button>
        </Group>
      </Group>
    </Stack>
  )
}
