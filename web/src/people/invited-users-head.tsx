import { Checkbox } from '@mantine/core'
import { strings } from '../strings'
import { HeadCell } from './list-table'

interface Props {
  selectable: number
  selected: number
  onToggle: () => void
}

export function InvitedUsersHead({ selectable, selected, onToggle }: Props) {
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
      <HeadCell column="delivery">{strings.people.delivery}</HeadCell>
      <HeadCell column="more">
        <span className="visually-hidden">{strings.people.actions}</span>
      </HeadCell>
    </>
  )
}
