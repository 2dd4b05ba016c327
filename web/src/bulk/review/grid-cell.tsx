import type { ReactNode } from 'react'
import { strings } from '../../strings'
import { GRID_CELL } from '../../ui/table-roles'
import { EmailEditor } from './email-editor'
import { GroupsEditor } from './groups-editor'
import type { ReviewRow } from './queries'
import { RoleEditor } from './role-editor'
import { type RowChange, type RowColumn, severityOf } from './row-change'
import '../../styles/review-cells.css'

const EDITORS = { email: EmailEditor, role: RoleEditor, groups: GroupsEditor }

/** What the cells of a row share. */
export interface CellProps {
  row: ReviewRow
  /** Whose row it is. */
  person: string
  /** The column that is edited in this row. */
  edited: RowColumn | undefined
  failure: string | undefined
  isSaving: boolean
  onEdit: (column: RowColumn) => void
  onSave: (change: Partial<RowChange>) => void
  onLeave: () => void
}

interface Props extends CellProps {
  column: RowColumn
  /** What is seen, as a text. */
  value: string
  /** Whether it is not the cell's own, but what the cell gets because it says nothing. */
  isDefault?: boolean
  children: ReactNode
}

/** A cell that is edited in place: its text is a button, and the editor takes its place. */
export function GridCell({ column, value, isDefault = false, children, ...cell }: Props) {
  const { row, person, edited, failure, isSaving, onEdit, onSave, onLeave } = cell
  const label = strings.review.columns[column]
  const Editor = EDITORS[column]
  return (
    <td {...GRID_CELL} className={`review-${column}`} data-label={label}>
      {edited === column ? (
        <Editor
          row={row}
          label={strings.review.editor(label, person)}
          failure={failure}
          isSaving={isSaving}
          onSave={onSave}
          onLeave={onLeave}
        />
      ) : (
        <button
          type="button"
          tabIndex={-1}
          className={isDefault || !value ? 'cell-value dimmed' : 'cell-value'}
          data-cell={`${row.id} ${column}`}
          data-severity={severityOf(row, column)}
          aria-label={strings.review.cell(value || strings.review.empty[column], label, person)}
          onClick={() => onEdit(column)}
        >
          {value ? children : strings.review.empty[column]}
        </button>
      )}
    </td>
  )
}
