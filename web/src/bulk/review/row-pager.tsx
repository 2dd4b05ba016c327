import { ActionIcon, Group, Text } from '@mantine/core'
import { strings } from '../../strings'
import { LeftIcon, RightIcon } from '../../ui/icons'
import type { RowsPage } from './use-rows'

interface Props {
  page: RowsPage
  onTurn: (direction: 1 | -1) => void
}

export function RowPager({ page, onTurn }: Props) {
  const { offset, rows, total, isExact, hasNext, hasPrevious } = page
  const end = offset + rows.length
  return (
    <Group component="nav" gap="xs" wrap="nowrap" aria-label={strings.review.pages}>
      <Text c="dimmed" className="figures nowrap" aria-live="polite">
        {strings.review.page(offset + 1, end, Math.max(total, end), isExact)}
      </Text>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={strings.people.previous}
        {...stateOf(hasPrevious)}
        onClick={() => hasPrevious && onTurn(-1)}
      >
        <LeftIcon />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={strings.people.next}
        {...stateOf(hasNext)}
        onClick={() => hasNext && onTurn(1)}
      >
        <RightIcon />
      </ActionIcon>
    </Group>
  )
}

/** At an end a button stays where the keyboard can be: a disabled one would lose the focus. */
const stateOf = (isPossible: boolean) => (isPossible ? {} : { 'aria-disabled': true, 'data-disabled': true })
