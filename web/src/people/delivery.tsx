import type { DeliveryStatus } from '../api/graphql'
import { strings } from '../strings'
import { distance } from '../ui/times'
import type { InvitationRow } from './queries'

const KINDS: Record<DeliveryStatus, 'ok' | 'warning' | 'error' | 'idle'> = {
  QUEUED: 'idle',
  SENDING: 'idle',
  SENT: 'ok',
  DEFERRED: 'warning',
  UNKNOWN: 'warning',
  FAILED: 'error',
  BOUNCED: 'error',
  CANCELED: 'idle',
}

/** A colour, a word, and where there is one the reason: the mail server's own. */
export function Delivery({ delivery }: { delivery: InvitationRow['delivery'] }) {
  const { status } = delivery
  const reason = reasonOf(delivery)
  return (
    <span className="delivery">
      <span title={strings.deliveryHints[status]}>
        <span className={`dot dot-${KINDS[status]}`} aria-hidden="true" />
        {strings.delivery[status]}
      </span>
      {reason && (
        <span className="reason" title={reason}>
          {reason}
        </span>
      )}
    </span>
  )
}

/** Why it is not simply sent, in words; empty where there is nothing to say. */
export function reasonOf({ status, attempts, nextAttemptAt }: InvitationRow['delivery']): string {
  if (status === 'SENT' || status === 'QUEUED' || status === 'SENDING') return ''
  const last = attempts.at(-1)
  const said = [last?.replyCode, last?.reply].filter(Boolean).join(' ')
  const reason = status === 'CANCELED' || status === 'BOUNCED' || !said ? strings.deliveryHints[status] : said
  return nextAttemptAt ? `${reason} · ${strings.nextTry(distance(nextAttemptAt))}` : reason
}
