import { Group, Text } from '@mantine/core'
import { strings } from '../../strings'
import { PageButtons } from '../../ui/page-buttons'
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
        {strings.people.page(offset + 1, end, Math.max(total, end), isExact)}
      </Text>
      <PageButtons hasPrevious={hasPrevious} hasNext={hasNext} size={30} onTurn={onTurn} />
    </Group>
  )
}
