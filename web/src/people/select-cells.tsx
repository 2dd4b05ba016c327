import { Checkbox, Tooltip } from '@mantine/core'
import { useRef } from 'react'
import { strings } from '../strings'
import { Cell, HeadCell } from './list-table'
import type { ListSelection } from './use-selection'

interface Props {
  name: string
  isSelected: boolean
  /** Why it cannot be selected; undefined where it can. */
  reason: string | undefined
  onToggle: (isRange: boolean) => void
}

/** The box that selects a row. With Shift, by the mouse or the keyboard, it selects all rows from the last one on. */
export function SelectCell({ name, isSelected, reason, onToggle }: Props) {
  const isRange = useRef(false)
  return (
    <Cell column="select">
      <Tooltip label={reason} disabled={!reason}>
        <span className="select-box">
          <Checkbox
            aria-label={strings.people.select(name)}
            checked={isSelected}
            disabled={reason !== undefined}
            onKeyDown={(event) => {
              isRange.current = event.key === ' ' && event.shiftKey
            }}
            onMouseDown={(event) => {
              // The browser would mark the texts between.
              if (event.shiftKey) event.preventDefault()
            }}
            onClick={(event) => {
              const isByMouse = event.detail > 0
              isRange.current = event.shiftKey || (!isByMouse && isRange.current)
            }}
            onChange={() => onToggle(isRange.current)}
          />
        </span>
      </Tooltip>
    </Cell>
  )
}

export function SelectPageCell({
  selection,
}: {
  selection: Pick<ListSelection<never>, 'page' | 'togglePage'>
}) {
  const { page, togglePage } = selection
  return (
    <HeadCell column="select">
      <Checkbox
        aria-label={strings.people.selectAll}
        checked={page === 'all'}
        indeterminate={page === 'some'}
        disabled={page === 'impossible'}
        onChange={togglePage}
      />
    </HeadCell>
  )
}
