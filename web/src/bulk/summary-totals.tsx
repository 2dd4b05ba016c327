import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { number, strings } from '../strings'
import { invitationsPath } from './invitations-path'
import type { BulkInvite } from './queries'
import type { Answers } from './use-answers'

interface Props {
  upload: BulkInvite
  answers: Answers['answers'] | undefined
  revoked: number
}

/** The people of an upload and their emails in figures. What is seldom above 0 stands there only then. */
export function SummaryTotals({ upload, answers, revoked }: Props) {
  const { id, invitedRows, skippedRows, emailsSent, emailsWaiting } = upload
  const { emailsCanceled, emailsFailed, emailsBounced } = upload
  const unconfirmed = invitedRows - emailsSent - emailsWaiting - emailsCanceled - emailsFailed - emailsBounced
  const { pending = 0, accepted = 0, declined = 0, expired = 0 } = answers ?? {}
  return (
    <>
      <dl className="totals figures">
        <Total label={strings.summary.invited} value={invitedRows} />
        {pending > 0 && (
          <Total label={strings.summary.pending} value={pending} href={invitationsPath(id, {})} />
        )}
        <Answer label={strings.summary.accepted} value={accepted} id={id} status="ACCEPTED" />
        <Answer label={strings.summary.declined} value={declined} id={id} status="DECLINED" />
        <Answer label={strings.summary.expired} value={expired} id={id} status="EXPIRED" />
        <Answer label={strings.summary.revokedTotal} value={revoked} id={id} status="REVOKED" />
        {skippedRows > 0 && <Total label={strings.summary.skipped} value={skippedRows} />}
      </dl>
      <dl className="totals figures">
        <Total label={strings.summary.emailsSent} value={emailsSent} />
        <Total label={strings.summary.emailsWaiting} value={emailsWaiting} />
        {emailsCanceled > 0 && <Total label={strings.summary.emailsWithdrawn} value={emailsCanceled} />}
        {unconfirmed > 0 && <Total label={strings.summary.emailsUnconfirmed} value={unconfirmed} />}
        <Total label={strings.summary.emailsFailed} value={emailsFailed} isBad={emailsFailed > 0} />
        {emailsBounced > 0 && (
          <Total
            label={strings.summary.emailsBounced}
            value={emailsBounced}
            href={invitationsPath(id, { status: 'BOUNCED' })}
            isBad
          />
        )}
      </dl>
    </>
  )
}

interface AnswerProps {
  label: string
  value: number
  id: string
  status: string
}

function Answer({ label, value, id, status }: AnswerProps) {
  return value > 0 ? <Total label={label} value={value} href={invitationsPath(id, { status })} /> : null
}

interface TotalProps {
  label: string
  value: number
  /** Where those are listed. */
  href?: string
  isBad?: boolean
}

function Total({ label, value, href, isBad }: TotalProps) {
  return (
    <div>
      <dt className="dimmed small">{label}</dt>
      <dd className={isBad ? 'error' : undefined}>
        {href ? (
          <Anchor component={Link} href={href} inherit aria-label={`${label}: ${number(value)}`}>
            {number(value)}
          </Anchor>
        ) : (
          number(value)
        )}
      </dd>
    </div>
  )
}
