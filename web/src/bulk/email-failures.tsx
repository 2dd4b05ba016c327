import { Anchor, Group } from '@mantine/core'
import { Link } from 'wouter'
import { number, strings } from '../strings'
import { invitationsPath } from './invitations-path'
import type { BulkInvite } from './queries'
import type { Answers } from './use-answers'

interface Props {
  upload: BulkInvite
  answers: Answers | undefined
}

/** Why emails of an upload failed or came back, in the mail servers' words, and where the invitations are that are still pending. */
export function EmailFailures({ upload, answers }: Props) {
  const { id, emailsFailed, emailsBounced, emailFailures } = upload
  if (emailsFailed + emailsBounced === 0) return null
  const others = emailsFailed + emailsBounced - emailFailures.reduce((sum, { count }) => sum + count, 0)
  return (
    <section aria-labelledby="email-failures">
      <h3 className="small-heading" id="email-failures">
        {emailsBounced > 0 ? strings.summary.whyReturned : strings.summary.why}
      </h3>
      <ul className="counted">
        {emailFailures.map(({ reason, count }) => (
          <li key={reason}>
            <span className="figures error">{number(count)}</span>
            <bdi className="breakable">{reason}</bdi>
          </li>
        ))}
        {others > 0 && (
          <li>
            <span className="figures error">{number(others)}</span>
            <span>{strings.summary.otherReasons}</span>
          </li>
        )}
      </ul>
      <Group gap="md">
        {(answers?.undelivered?.pending ?? 0) > 0 && (
          <Anchor component={Link} href={invitationsPath(id, { delivery: 'FAILED' })}>
            {strings.summary.showFailed}
          </Anchor>
        )}
        {(answers?.answers.bounced ?? 0) > 0 && (
          <Anchor component={Link} href={invitationsPath(id, { status: 'BOUNCED' })}>
            {strings.summary.showBounced}
          </Anchor>
        )}
      </Group>
    </section>
  )
}
