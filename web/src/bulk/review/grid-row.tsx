import { ActionIcon, Checkbox } from '@mantine/core'
import { type MouseEvent, memo } from 'react'
import { Email } from '../../shared/email'
import { roleLabel } from '../../shared/role-label'
import type { RoleInfo } from '../../shared/roles'
import { number, strings } from '../../strings'
import { CrossIcon } from '../../ui/icons'
import { GRID_CELL, ROW } from '../../ui/table-roles'
import { GridCell } from './grid-cell'
import { GroupNames, shownGroups } from './group-names'
import { ProblemCell } from './problem-cell'
import type { ReviewedList, ReviewRow, RowProblem } from './queries'
import type { RowChange, RowColumn } from './row-change'

/** What can be done with a row. */
export interface RowActs {
  edit: (row: ReviewRow, column: RowColumn) => void
  save: (change: Partial<RowChange>) => void
  leave: () => void
  select: (id: string, isChosen: boolean, isRange: boolean) => void
  use: (row: ReviewRow, problem: RowProblem) => void
  remove: (id: string) => void
}

interface Props {
  row: ReviewRow
  /** Its place in the list, from 0, and how far below the one that is shown before it begins. */
  index: number
  gap: number
  roles: readonly RoleInfo[]
  /** What rows get that say nothing. */
  list: ReviewedList | undefined
  isSelected: boolean
  /** Whether rows cannot be changed at the moment. */
  isBusy: boolean
  /** The column that is edited in this row. */
  edited: RowColumn | undefined
  failure: string | undefined
  isSaving: boolean
  /** The same each time: a row is drawn anew only where something in it changes. */
  acts: RowActs
}

export const GridRow = memo(function GridRow(props: Props) {
  const { row, index, gap, roles, list, isSelected, isBusy, edited, failure, isSaving, acts } = props
  const person = strings.review.person(row.email, row.line)
  const cell = {
    row,
    person,
    edited,
    failure,
    isSaving,
    onEdit: (column: RowColumn) => acts.edit(row, column),
    onSave: acts.save,
    onLeave: acts.leave,
  }
  const defaultRole = list?.defaultRole ? roleLabel([...roles], list.defaultRole) : ''
  const defaultGroups = list?.defaultGroups.map(({ name }) => name) ?? []
  const groups = shownGroups(row, row.groups.length > 0 ? row.groups : defaultGroups)
  return (
    <tr
      {...ROW}
      aria-rowindex={index + 2}
      data-index={index}
      data-id={row.id}
      data-status={row.status}
      data-selected={isSelected || undefined}
      aria-selected={isSelected}
      style={gap > 0 ? { marginTop: gap } : undefined}
    >
      <td {...GRID_CELL} className="review-select">
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={strings.review.selectRow(person)}
          checked={isSelected}
          onChange={({ currentTarget, nativeEvent }) =>
            acts.select(row.id, currentTarget.checked, (nativeEvent as unknown as MouseEvent).shiftKey)
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
        <ProblemCell row={row} person={person} isBusy={isBusy} onUse={(problem) => acts.use(row, problem)} />
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
          onClick={() => acts.remove(row.id)}
        >
          <CrossIcon />
        </ActionIcon>
      </td>
    </tr>
  )
})
