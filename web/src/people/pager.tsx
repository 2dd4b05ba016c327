import { ActionIcon, Group, Text } from '@mantine/core'
import { strings } from '../strings'
import { LeftIcon, RightIcon } from '../ui/icons'
import { type ListLocation, PAGE_SIZE } from './list-location'
import type { SetListLocation } from './use-list-location'

interface Props {
  location: ListLocation
  setLocation: SetListLocation
  total: number
  isExact: boolean
  shown: number
  info: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

export function Pager({ location, setLocation, total, isExact, shown, info }: Props) {
  /** The new page is read from its top. */
  function turn(change: Parameters<SetListLocation>[0]) {
    setLocation(change)
    scrollTo({ top: 0 })
  }
  const from = (location.page - 1) * PAGE_SIZE + 1
  const to = from + shown - 1
  const previous = location.page - 1
  const hasPrevious = info.hasPreviousPage || location.page > 1
  return (
    <Group component="nav" justify="space-between" mt="sm" aria-label={strings.people.pages}>
      <Text c="dimmed" className="figures" aria-live="polite">
        {strings.people.page(from, to, Math.max(total, to), isExact)}
      </Text>
      {total > shown && (
        <Group gap="xs">
          <ActionIcon
            variant="default"
            size={36}
            aria-label={strings.people.previous}
            {...stateOf(hasPrevious)}
            onClick={() =>
              hasPrevious && turn({ page: previous, before: info.startCursor ?? undefined, after: undefined })
            }
          >
            <LeftIcon />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={strings.people.next}
            {...stateOf(info.hasNextPage)}
            onClick={() =>
              info.hasNextPage &&
              turn({ page: location.page + 1, after: info.endCursor ?? undefined, before: undefined })
            }
          >
            <RightIcon />
          </ActionIcon>
        </Group>
      )}
    </Group>
  )
}

/** At an end of the list a button stays where the keyboard can be: a disabled one would lose the focus. */
const stateOf = (isPossible: boolean) => (isPossible ? {} : { 'aria-disabled': true, 'data-disabled': true })
