import { Checkbox } from '@mantine/core'
import { strings } from '../strings'
import type { ShownStatus } from './invitation-statuses'
import { endLabel } from './invitation-times'
import { viewOf } from './invitation-views'
import { HeadCell } from './list-table'

interface Props {
  status: ShownStatus
  selectable: number
  selected: number
  onToggle: () => void
}

export function InvitedUsersHead({ status, selectable, selected, onToggle }: Props) {
  const view = viewOf(status)
  return (
    <>
      <HeadCell column="select">
        <Checkbox
          aria-label={strings.people.selectAll}
          checked={selected > 0 && selected === selectable}
          indeterminate={selected > 0 && selected < selectable}
          disabled={selectable === 0}
          onChange={onToggle}
        />
      </HeadCell>
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
