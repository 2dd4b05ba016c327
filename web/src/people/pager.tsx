import { ActionIcon, Group, Text } from '@mantine/core'
import { strings } from '../strings'
import { LeftIcon, RightIcon } from '../ui/icons'
import { PAGE_SIZE, type Place } from './place'

interface Props {
  place: Place
  go: (change: Partial<Place>) => void
  total: number
  shown: number
  info: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

export function Pager({ place, go, total, shown, info }: Props) {
  const from = (place.page - 1) * PAGE_SIZE + 1
  const previous = place.page - 1
  return (
    <Group component="nav" justify="space-between" mt="sm" aria-label={strings.people.pages}>
      <Text c="dimmed" className="figures" aria-live="polite">
        {strings.people.page(from, from + shown - 1, total)}
      </Text>
      {total > shown && (
        <Group gap="xs">
          <ActionIcon
            variant="default"
            size={36}
            aria-label={strings.people.previous}
            disabled={!info.hasPreviousPage && place.page === 1}
            onClick={() => go({ page: previous, before: info.startCursor ?? undefined, after: undefined })}
          >
            <LeftIcon />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={strings.people.next}
            disabled={!info.hasNextPage}
            onClick={() =>
              go({ page: place.page + 1, after: info.endCursor ?? undefined, before: undefined })
            }
          >
            <RightIcon />
          </ActionIcon>
        </Group>
      )}
    </Group>
  )
}
