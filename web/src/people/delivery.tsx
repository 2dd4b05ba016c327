import type { DeliveryStatus } from '../api/graphql'
import { strings } from '../strings'
import { RelativeTime } from '../ui/relative-time'
import { formatRelative } from '../ui/time-formats'
import type { InvitationRow } from './queries'

/** Of the dot beside the word of a status. */
export const DELIVERY_COLORS: Record<DeliveryStatus, 'ok' | 'warning' | 'error' | 'idle'> = {
  QUEUED: 'idle',
  SENDING: 'idle',
  SENT: 'ok',
  DEFERRED: 'warning',
  UNKNOWN: 'warning',
  FAILED: 'error',
  BOUNCED: 'error',
  CANCELED: 'idle',
}

/** The status as a colour and a word, and why, in the mail server's own words where there are any. */
export function Delivery({ delivery }: { delivery: InvitationRow['delivery'] }) {
  const { status, nextAttemptAt } = delivery
  const reason = lastReason(delivery)
  return (
    <span className="delivery">
      <span title={strings.deliveryHints[status]}>
        <span className={`dot dot-${DELIVERY_COLORS[status]}`} aria-hidden="true" />
        {strings.delivery[status]}
      </span>
      {reason && (
        <span className="reason" title={reason}>
          {reason}
        </span>
      )}
      {reason && nextAttemptAt && (
        <span className="reason">
          {strings.nextAttemptAt} <RelativeTime timestamp={nextAttemptAt} />
        </span>
      )}
    </span>
  )
}

/** Returns why the email is not sent, and when it is tried next; empty where it is sent or on its way. */
export function deliveryReason(delivery: InvitationRow['delivery']): string {
  const reason = lastReason(delivery)
  const next = delivery.nextAttemptAt
  return reason && next ? `${reason} · ${strings.nextAttempt(formatRelative(next))}` : reason
}

function lastReason({ status, attempts }: InvitationRow['delivery']): string {
  if (status === 'SENT' || status === 'QUEUED' || status === 'SENDING') return ''
  const last = attempts.at(-1)
  const reply = [last?.replyCode, last?.reply].filter(Boolean).join(' ')
  return status === 'CANCELED' || status === 'BOUNCED' || !reply ? strings.deliveryHints[status] : reply
}
