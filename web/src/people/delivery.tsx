import type { BounceKind, DeliveryStatus } from '../api/graphql'
import { bounceWords } from '../shared/bounce-words'
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

/** The status as a colour and words, and why, in the mail server's own words where there are any. */
export function Delivery({ delivery }: { delivery: InvitationRow['delivery'] }) {
  const { status, bounce, nextAttemptAt } = delivery
  const reason = lastReason(delivery)
  // It may be delivered another time, to the same address.
  const color = bounce?.kind === 'SOFT' ? 'warning' : DELIVERY_COLORS[status]
  return (
    <span className="delivery">
      <span title={strings.deliveryHints[status]}>
        <span className={`dot dot-${color}`} aria-hidden="true" />
        {deliveryWords(delivery)}
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

/** Returns what became of the email in words: of one that came back, what came back. */
export function deliveryWords({ status, bounce }: InvitationRow['delivery']): string {
  return status === 'BOUNCED' && bounce ? bounceWords(bounce) : strings.delivery[status]
}

/** Returns why the email is not sent, and when it is tried next; empty where it is sent or on its way. */
export function deliveryReason(delivery: InvitationRow['delivery']): string {
  const reason = lastReason(delivery)
  const next = delivery.nextAttemptAt
  return reason && next ? `${reason} · ${strings.nextAttempt(formatRelative(next))}` : reason
}

function lastReason({ status, bounce, attempts }: InvitationRow['delivery']): string {
  if (status === 'SENT' || status === 'QUEUED' || status === 'SENDING') return ''
  if (status === 'BOUNCED' && bounce) return bounce.diagnostic ?? bounceHint(bounce.kind)
  const last = attempts.at(-1)
  const reply = [last?.replyCode, last?.reply].filter(Boolean).join(' ')
  return status === 'CANCELED' || status === 'BOUNCED' || !reply ? strings.deliveryHints[status] : reply
}

/** Where whoever sent it back said nothing. */
const bounceHint = (kind: BounceKind) =>
  kind === 'COMPLAINT' ? strings.bounces.complaintHint : strings.deliveryHints.BOUNCED
