import { strings } from '../strings'
import type { ShownStatus } from './invitation-statuses'
import { endLabel } from './invitation-times'
import { viewOf } from './invitation-views'
import { HeadCell, SortingHeadCell } from './list-table'

export function InvitedUsersHead({ status }: { status: ShownStatus }) {
  const view = viewOf(status)
  return (
    <>
      <SortingHeadCell column="identity" field="EMAIL">
        {strings.people.email}
      </SortingHeadCell>
      <SortingHeadCell column="role" field="ROLE">
        {strings.people.role}
      </SortingHeadCell>
      <HeadCell column="groups">{strings.people.groups}</HeadCell>
      <SortingHeadCell column="invited" field="CREATED_AT">
        {strings.people.invitedAt}
      </SortingHeadCell>
      <SortingHeadCell column="expires" field="EXPIRES_AT">
        {endLabel(status)}
      </SortingHeadCell>
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
