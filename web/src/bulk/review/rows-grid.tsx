import { Checkbox } from '@mantine/core'
import { type FocusEvent, type ReactNode, useCallback, useRef, useState } from 'react'
import { strings } from '../../strings'
import { COLUMN_HEADER, GRID, ROW, ROW_GROUP } from '../../ui/table-roles'
import type { PlacedRow, RowsView } from './rows-view'
import type { SeenRows } from './seen-rows'
import { useGridKeys } from './use-grid-keys'
import { type ShownRow, useVirtualRows } from './use-virtual-rows'
import '../../styles/review-rows.css'

/** The numbers of more rows need more room. */
const MANY = 90_000

interface Props {
  view: RowsView
  /** Rows that are shown wherever they stand. */
  kept: readonly PlacedRow[]
  isLoading: boolean
  isAllChosen: boolean
  isAnyChosen: boolean
  onChooseAll: (isChosen: boolean) => void
  onLook: (from: number, to: number) => void
  seen: SeenRows
  children: (row: ShownRow) => ReactNode
}

/**
 * A table of any length, of which the rows are there that are seen, and the one with the focus. The rows fold where it is
 * narrow. Its roles are said: some browsers forget those of what is a CSS grid.
 */
export function RowsGrid(props: Props) {
  const { view, kept, isLoading, isAllChosen, isAnyChosen, onChooseAll, onLook, seen, children } = props
  const grid = useRef<HTMLTableElement>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const [focused, setFocused] = useState<PlacedRow>()
  const look = useCallback(
    (from: number, to: number) => {
      seen.set({ from, to })
      onLook(from, to)
    },
    [seen, onLook],
  )
  const { rows, above, below, goTo } = useVirtualRows({
    body,
    view,
    kept: focused ? [...kept, focused] : kept,
    onLook: look,
  })
  const onKeyDown = useGridKeys(grid, { count: view.count, perPage: () => seen.perPage(), goTo })

  function noteFocus({ target }: FocusEvent) {
    const index = Number(target.closest('tr')?.dataset.index)
    const row = rows.find((each) => each.index === index)
    if (row && row.row.id !== focused?.row.id) setFocused({ index, row: row.row })
  }

  return (
    <div className="review-scroll">
      <table
        ref={grid}
        {...GRID}
        className="review-grid"
        aria-label={strings.review.rows}
        aria-rowcount={view.count + 1}
        aria-busy={isLoading}
        data-size={view.count > MANY ? 'many' : undefined}
        onKeyDown={onKeyDown}
      >
        <thead {...ROW_GROUP}>
          <tr {...ROW} aria-rowindex={1}>
            <th {...COLUMN_HEADER} scope="col" className="review-select">
              <Checkbox
                size="xs"
                aria-label={strings.review.selectEvery}
                checked={isAllChosen}
                indeterminate={isAnyChosen && !isAllChosen}
                onChange={(event) => onChooseAll(event.currentTarget.checked)}
              />
            </th>
            <HeadCell column="line">{strings.review.row}</HeadCell>
            <HeadCell column="email">{strings.review.columns.email}</HeadCell>
            <HeadCell column="role">{strings.review.columns.role}</HeadCell>
            <HeadCell column="groups">{strings.review.columns.groups}</HeadCell>
            <HeadCell column="problem">{strings.review.problem}</HeadCell>
            <HeadCell column="remove">
              <span className="visually-hidden">{strings.review.remove}</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody
          ref={body}
          {...ROW_GROUP}
          className="review-rows"
          style={{ transform: `translateY(${above}px)` }}
          onFocus={noteFocus}
        >
          {rows.map(children)}
        </tbody>
        {/* The room of all other rows. Browsers draw far down a long page with less than the precision of a pixel. */}
        <tbody aria-hidden="true" style={{ height: above + below }} />
      </table>
    </div>
  )
}

function HeadCell({ column, children }: { column: string; children: ReactNode }) {
  return (
    <th {...COLUMN_HEADER} scope="col" className={`review-${column}`}>
      {children}
    </th>
  )
}
