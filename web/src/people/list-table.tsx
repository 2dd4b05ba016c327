import type { ReactNode } from 'react'

/** A column of a list; `styles/lists.css` says how wide each is, and where it folds under the name. */
export type Column =
  | 'select'
  | 'identity'
  | 'role'
  | 'groups'
  | 'joined'
  | 'active'
  | 'invited'
  | 'expires'
  | 'sent'
  | 'delivery'
  | 'members'
  | 'pending'
  | 'act'
  | 'more'

// Some browsers forget what the parts of a table are once they are displayed as something else.
const TABLE = { role: 'table' }
const ROW_GROUP = { role: 'rowgroup' }
const ROW = { role: 'row' }
const COLUMN_HEADER = { role: 'columnheader' }
const CELL = { role: 'cell' }

interface ListTableProps {
  kind: 'current' | 'invited' | 'device-groups'
  label: string
  isLoading: boolean
  head: ReactNode
  children: ReactNode
}

/** A table whose rows are grids, so that a cell without room for a column of its own stands under the name. */
export function ListTable({ kind, label, isLoading, head, children }: ListTableProps) {
  return (
    <table {...TABLE} className={`list ${kind}`} aria-label={label} aria-busy={isLoading}>
      <thead {...ROW_GROUP}>
        <tr {...ROW} className="row head">
          {head}
        </tr>
      </thead>
      <tbody {...ROW_GROUP}>{children}</tbody>
    </table>
  )
}

export function HeadCell({ column, children }: { column: Column; children: ReactNode }) {
  return (
    <th {...COLUMN_HEADER} scope="col" className={`cell column-${column}`}>
      {children}
    </th>
  )
}

interface RowProps {
  isSelected?: boolean
  isPlaceholder?: boolean
  children: ReactNode
}

export function Row({ isSelected, isPlaceholder, children }: RowProps) {
  return (
    <tr
      {...ROW}
      className="row"
      data-selected={isSelected || undefined}
      aria-selected={isSelected}
      aria-hidden={isPlaceholder}
    >
      {children}
    </tr>
  )
}

interface CellProps {
  column: Column
  /** What the cell is, shown before it where it stands under the name and not below its heading. */
  label?: string
  children: ReactNode
}

export function Cell({ column, label, children }: CellProps) {
  return (
    <td {...CELL} className={`cell column-${column}`} data-label={label}>
      {children}
    </td>
  )
}
