import { Select } from '@mantine/core'
import { strings } from '../strings'
import { SortIcon } from '../ui/icons'
import { type ListLocation, ORDERS } from './list-location'
import { inAddress, ordersBy, shownOrder } from './list-order'
import type { SetListLocation } from './use-list-location'

interface Props {
  location: ListLocation
  setLocation: SetListLocation
}

/** Sorts where a list has no room for all headings, and by what has no column of its own. */
export function SortSelect({ location, setLocation }: Props) {
  const { tab } = location
  return (
    <Select
      className={`filter sort-select sort-${tab}`}
      aria-label={strings.lists.sortBy}
      leftSection={<SortIcon />}
      leftSectionPointerEvents="none"
      allowDeselect={false}
      data={ORDERS[tab].flatMap((field) =>
        ordersBy(tab, field).map((value) => ({ value, label: strings.lists.orders[value] ?? value })),
      )}
      value={shownOrder(location)}
      onChange={(order) => order && setLocation({ order: inAddress(tab, order) })}
    />
  )
}
