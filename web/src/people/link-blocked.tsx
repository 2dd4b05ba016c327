import { strings } from '../strings'
import type { InvitationRow } from './queries'
import { ReviveButton } from './revive-button'

/** Why nobody can accept a pending invitation, and what mends it; nothing where it can be accepted. */
export function LinkBlocked({ invitation }: { invitation: InvitationRow }) {
  const { linkBlocked } = invitation
  if (!linkBlocked) return null
  return (
    <span className="link-blocked">
      <span>
        <span className="dot dot-error" aria-hidden="true" />
        {strings.invited.linkBlocked(strings.invited.blocked[linkBlocked])}
      </span>
      <ReviveButton invitation={invitation} />
    </span>
  )
}
