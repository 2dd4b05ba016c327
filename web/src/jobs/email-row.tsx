import { Cell, Row } from '../people/list-table'
import { Email } from '../shared/email'
import { jobs, jobsEmails } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import { DeliveryState } from './delivery-state'
import type { EmailOfList } from './queries'
import { replyWords } from './words'

interface Props {
  delivery: EmailOfList
  onDetails: (id: string) => void
}

/** One email: to whom, how it stands, and what the mail server said last. */
export function EmailRow({ delivery, onDetails }: Props) {
  const { id, kind, recipient, organizationName, createdAt, attempts, attemptCount } = delivery
  const last = attempts.at(-1)
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <button type="button" className="plain opens" aria-haspopup="dialog" onClick={() => onDetails(id)}>
            {recipient ? <Email email={recipient} /> : jobsEmails.noRecipient}
          </button>
          <span className="dimmed small breakable">
            {jobs.kinds[kind]}
            {organizationName && (
              <>
                {' · '}
                <bdi>{organizationName}</bdi>
              </>
            )}
          </span>
        </span>
      </Cell>
      <Cell column="state" label={jobsEmails.state}>
        <DeliveryState delivery={delivery} />
      </Cell>
      <Cell column="words" label={jobsEmails.words}>
        {last && last.outcome !== null ? (
          <bdi className="reason" title={replyWords(last)}>
            {replyWords(last)}
          </bdi>
        ) : (
          <span className="dimmed small">{jobsEmails.noneYet}</span>
        )}
      </Cell>
      <Cell column="queued" label={jobsEmails.queued}>
        <span className="two-lines small dimmed">
          <RelativeTime timestamp={createdAt} />
          <span>{jobsEmails.attempts(attemptCount)}</span>
        </span>
      </Cell>
    </Row>
  )
}
