import { Checkbox } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { strings } from '../../strings'
import { COLUMN_HEADER, GRID, ROW, ROW_GROUP } from '../../ui/table-roles'
import { useGridKeys } from './use-grid-keys'

interface Props {
  isLoading: boolean
  isPageChosen: boolean
  isAnyChosen: boolean
  onChoosePage: (isChosen: boolean) => void
  children: ReactNode
}

/** A table whose rows fold where it is narrow. Its roles are said: some browsers forget those of what is a CSS grid. */
export function RowsGrid({ isLoading, isPageChosen, isAnyChosen, onChoosePage, children }: Props) {
  const grid = useRef<HTMLTableElement>(null)
  const onKeyDown = useGridKeys(grid)
  return (
    <div className="review-scroll">
      <table
        ref={grid}
        {...GRID}
        className="review-grid"
        aria-label={strings.review.rows}
        aria-busy={isLoading}
        onKeyDown={onKeyDown}
      >
        <thead {...ROW_GROUP}>
          <tr {...ROW}>
            <th {...COLUMN_HEADER} scope="col" className="review-select">
              <Checkbox
                size="xs"
                aria-label={strings.review.selectPage}
                checked={isPageChosen}
                indeterminate={isAnyChosen && !isPageChosen}
                onChange={(event) => onChoosePage(event.currentTarget.checked)}
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
        <tbody {...ROW_GROUP}>{children}</tbody>
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
