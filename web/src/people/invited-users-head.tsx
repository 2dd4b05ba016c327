import { Checkbox, Table } from '@mantine/core'
import { strings } from '../strings'

interface Props {
  selectable: number
  selected: number
  onToggle: () => void
}

export function InvitedUsersHead({ selectable, selected, onToggle }: Props) {
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col" className="select-column">
          <Checkbox
            aria-label={strings.people.selectAll}
            checked={selected > 0 && selected === selectable}
            indeterminate={selected > 0 && selected < selectable}
            disabled={selectable === 0}
            onChange={onToggle}
          />
        </Table.Th>
        <Table.Th scope="col">{strings.people.email}</Table.Th>
        <Table.Th scope="col" className="wide-only">
          {strings.people.role}
        </Table.Th>
        <Table.Th scope="col" className="wide-only">
          {strings.people.groups}
        </Table.Th>
        <Table.Th scope="col" className="wide-only">
          {strings.people.invitedAt}
        </Table.Th>
        <Table.Th scope="col" className="delivery-column">
          {strings.people.delivery}
        </Table.Th>
        <Table.Th scope="col" className="more-column">
          <span className="visually-hidden">{strings.people.actions}</span>
        </Table.Th>
      </Table.Tr>
    </Table.Thead>
  )
}
