import { ActionIcon, Checkbox } from '@mantine/core'
import type { MouseEvent } from 'react'
import { Email } from '../../shared/email'
import { roleLabel } from '../../shared/role-label'
import { useRoles } from '../../shared/roles'
import { number, strings } from '../../strings'
import { CrossIcon } from '../../ui/icons'
import { GRID_CELL, ROW } from '../../ui/table-roles'
import { type CellProps, GridCell } from './grid-cell'
import { GroupNames, shownGroups } from './group-names'
import { ProblemCell } from './problem-cell'
import type { ReviewedList, RowProblem } from './queries'

interface Props extends Omit<CellProps, 'person'> {
  /** What rows get that say nothing. */
  list: ReviewedList | undefined
  isSelected: boolean
  /** Whether rows cannot be changed at the moment. */
  isBusy: boolean
  onSelect: (isChosen: boolean, isRange: boolean) => void
  onUse: (problem: RowProblem) => void
  onRemove: () => void
}

export function GridRow({ list, isSelected, isBusy, onSelect, onUse, onRemove, ...editing }: Props) {
  const { row } = editing
  const roles = useRoles()
  const person = strings.review.person(row.email, row.line)
  const cell = { ...editing, person }
  const defaultRole = list?.defaultRole ? roleLabel(roles, list.defaultRole) : ''
  const defaultGroups = list?.defaultGroups.map(({ name }) => name) ?? []
  const groups = shownGroups(row, row.groups.length > 0 ? row.groups : defaultGroups)
  return (
    <tr {...ROW} data-status={row.status} data-selected={isSelected || undefined} aria-selected={isSelected}>
      <td {...GRID_CELL} className="review-select">
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={strings.review.selectRow(person)}
          checked={isSelected}
          onChange={({ currentTarget, nativeEvent }) =>
            onSelect(currentTarget.checked, (nativeEvent as unknown as MouseEvent).shiftKey)
          }
        />
      </td>
      <td {...GRID_CELL} className="review-line figures">
        <span className="row-word">{strings.review.row} </span>
        {number(row.line)}
      </td>
      <GridCell {...cell} column="email" value={row.email}>
        <Email email={row.email} />
      </GridCell>
      <GridCell {...cell} column="role" value={row.role || defaultRole} isDefault={!row.role}>
        <span className="breakable">{row.role || defaultRole}</span>
      </GridCell>
      <GridCell {...cell} column="groups" value={groups.text} isDefault={row.groups.length === 0}>
        <GroupNames groups={groups} />
      </GridCell>
      <td {...GRID_CELL} className="review-problem">
        <ProblemCell row={row} person={person} isBusy={isBusy} onUse={onUse} />
      </td>
      <td {...GRID_CELL} className="review-remove">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          tabIndex={-1}
          disabled={isBusy}
          aria-label={strings.review.removeRow(person)}
          title={strings.review.remove}
          onClick={onRemove}
        >
          <CrossIcon />
        </ActionIcon>
      </td>
    </tr>
  )
}
