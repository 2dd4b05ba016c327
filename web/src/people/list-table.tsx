import type { ReactNode, Ref } from 'react'
import { DownIcon, UpIcon } from '../ui/icons'
import { CELL, COLUMN_HEADER, ROW, ROW_GROUP, TABLE } from '../ui/table-roles'
import { fieldOf, isDescending, nextOrder, shownOrder } from './list-order'
import { useListLocation } from './use-list-location'

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
  // Of the suppressed addresses: suppressed.css.
  | 'why'
  | 'since'
  | 'release'
  // Of the background jobs: jobs/jobs-lists.css.
  | 'state'
  | 'version'
  | 'words'
  | 'emails'
  | 'seen'
  | 'queued'
  | 'progress'
  | 'acts'
  | 'more'

interface ListTableProps {
  kind:
    | 'current'
    | 'invited'
    | 'suppressed'
    | 'device-groups'
    | 'workers'
    | 'schedules'
    | 'failures'
    | 'emails'
    | 'uploads'
  id?: string
  label: string
  isLoading: boolean
  head: ReactNode
  /** What is said between the headings and the rows. */
  notice?: ReactNode
  children: ReactNode
  ref?: Ref<HTMLTableElement>
}

/** A table whose rows are grids, so that a cell without room for a column of its own stands under the name. */
export function ListTable(props: ListTableProps) {
  const { kind, id, label, isLoading, head, notice, children, ref } = props
  return (
    <table
      {...TABLE}
      ref={ref}
      id={id}
      tabIndex={-1}
      className={`list ${kind}`}
      aria-label={label}
      aria-busy={isLoading}
    >
      <thead {...ROW_GROUP}>
        <tr {...ROW} className="row head">
          {head}
        </tr>
        {notice}
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

interface SortingHeadCellProps {
  column: Column
  /** What the API sorts by. */
  field: string
  children: ReactNode
}

/** A heading that sorts by its column. Where the column is folded the heading is read aloud alone. */
export function SortingHeadCell({ column, field, children }: SortingHeadCellProps) {
  const [location, setLocation] = useListLocation()
  const shown = shownOrder(location)
  const isSorted = fieldOf(shown) === field
  const direction = isDescending(shown) ? 'descending' : 'ascending'
  return (
    <th
      {...COLUMN_HEADER}
      scope="col"
      className={`cell column-${column}`}
      aria-sort={isSorted ? direction : undefined}
    >
      <span className="folded-heading">{children}</span>
      <button
        type="button"
        className="plain sort"
        onClick={() => setLocation({ order: nextOrder(location, field) })}
      >
        {children}
        {isSorted && (isDescending(shown) ? <DownIcon /> : <UpIcon />)}
      </button>
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

/** A sentence about the list, over all columns. */
export function NoticeRow({ children }: { children: ReactNode }) {
  return (
    <tr {...ROW} className="row notice">
      <td {...CELL} className="notice-text">
        <span role="status">{children}</span>
      </td>
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
