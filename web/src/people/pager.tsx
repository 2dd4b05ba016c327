import { Group, Text } from '@mantine/core'
import { strings } from '../strings'
import { PageButtons } from '../ui/page-buttons'
import { useAnsweredPlace } from '../ui/use-answered'
import { type ListLocation, PAGE_SIZE } from './list-location'
import type { SetListLocation } from './use-list-location'

interface Props {
  location: ListLocation
  setLocation: SetListLocation
  total: number
  isExact: boolean
  shown: number
  /** Whether the rows that are shown are those of `location`; until then, those of the page before it are. */
  isCurrent: boolean
  info: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

export function Pager({ location, setLocation, total, isExact, shown, isCurrent, info }: Props) {
  const page = useAnsweredPlace(location.page, isCurrent)

  /** The new page is read from its top; while it is awaited, there is nothing to turn from. */
  function turn(direction: 1 | -1) {
    if (!isCurrent) return
    const [before, after] = direction < 0 ? [info.startCursor, null] : [null, info.endCursor]
    setLocation({ page: page + direction, before: before ?? undefined, after: after ?? undefined })
    scrollTo({ top: 0 })
  }
  const from = (page - 1) * PAGE_SIZE + 1
  const to = from + shown - 1
  const hasPrevious = info.hasPreviousPage || page > 1
  return (
    <Group component="nav" justify="space-between" mt="sm" aria-label={strings.people.pages}>
      <Text c="dimmed" className="figures" aria-live="polite">
        {strings.people.page(from, to, Math.max(total, to), isExact)}
      </Text>
      {total > shown && (
        <Group gap="xs">
          <PageButtons hasPrevious={hasPrevious} hasNext={info.hasNextPage} size={36} onTurn={turn} />
        </Group>
      )}
    </Group>
  )
}
