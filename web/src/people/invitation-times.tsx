import { strings } from '../strings'
import { RelativeTime } from '../ui/relative-time'
import type { ShownStatus } from './invitation-statuses'
import { viewOf } from './invitation-views'
import type { InvitationRow } from './queries'

type Times = Pick<InvitationRow, 'status' | 'expiresAt' | 'acceptedAt' | 'declinedAt' | 'revokedAt'>

/** When the invitation ends, or has ended in one way or another. */
export function Ends({ invitation }: { invitation: Times }) {
  const timestamp = endOf(invitation)
  return timestamp ? <RelativeTime timestamp={timestamp} /> : strings.invited.never
}

export function LastSent({ invitation }: { invitation: Pick<InvitationRow, 'lastSentAt'> }) {
  const { lastSentAt } = invitation
  return lastSentAt ? <RelativeTime timestamp={lastSentAt} /> : strings.invited.notYet
}

/** What the time of `Ends` is called. */
export const endLabel = (status: ShownStatus) =>
  viewOf(status) === 'pending' ? strings.invited.expires : strings.invited.status[status]

function endOf(invitation: Times): string | null {
  switch (invitation.status) {
    case 'ACCEPTED':
      return invitation.acceptedAt
    case 'DECLINED':
      return invitation.declinedAt
    case 'REVOKED':
      return invitation.revokedAt
    default:
      return invitation.expiresAt
  }
}
