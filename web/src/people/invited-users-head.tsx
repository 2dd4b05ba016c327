import { strings } from '../strings'
import type { ShownStatus } from './invitation-statuses'
import { endLabel } from './invitation-times'
import { viewOf } from './invitation-views'
import { HeadCell } from './list-table'

export function InvitedUsersHead({ status }: { status: ShownStatus }) {
  const view = viewOf(status)
  return (
    <>
      <HeadCell column="identity">{strings.people.email}</HeadCell>
      <HeadCell column="role">{strings.people.role}</HeadCell>
      <HeadCell column="groups">{strings.people.groups}</HeadCell>
      <HeadCell column="invited">{strings.people.invitedAt}</HeadCell>
      <HeadCell column="expires">{endLabel(status)}</HeadCell>
      {view === 'pending' && <HeadCell column="sent">{strings.invited.lastSent}</HeadCell>}
      <HeadCell column="delivery">{strings.people.delivery}</HeadCell>
      {view === 'over' && (
        <HeadCell column="act">
          <span className="visually-hidden">{strings.invited.act}</span>
        </HeadCell>
      )}
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
