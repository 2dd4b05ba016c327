import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { strings } from '../strings'
import type { ListSelection } from './use-selection'

interface Props {
  selection: Pick<ListSelection<never>, 'count' | 'elsewhere' | 'clear'>
  /** Takes the focus when this goes. */
  listId: string
  filters: ReactNode
  /** The acts on what is selected. */
  children: ReactNode
}

/** The filters of a list; in their place, while something is selected, what can be done with it. */
export function FiltersOrSelection({ selection, listId, filters, children }: Props) {
  const { count, elsewhere, clear } = selection
  const isSelected = count > 0
  return (
    <div className="filters-or-selection" data-selected={isSelected || undefined}>
      {filters}
      {isSelected && (
        <Group
          className="selection"
          gap="xs"
          role="region"
          aria-label={strings.people.actions}
          data-focus-next={listId}
        >
          <span role="status" className="figures">
            {strings.lists.selected(count, elsewhere)}
          </span>
          {children}
          <Button variant="subtle" size="compact-md" onClick={clear}>
            {strings.people.unselect}
          </Button>
        </Group>
      )}
    </div>
  )
}
