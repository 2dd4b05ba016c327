import { Button, Skeleton, Stack, Text, Title } from '@mantine/core'
import { strings } from '../strings'
import { RetryNote } from '../ui/retry-note'
import { FIRST_PAGE } from './list-location'
import { Cell, type Column, Row } from './list-table'
import type { ListProblem } from './use-list'
import { useListLocation } from './use-list-location'
import { WrongLink } from './wrong-link'

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The rows of a list that is loading. */
export function SkeletonRows({ columns }: { columns: readonly Column[] }) {
  return ROWS.map((row) => (
    <Row key={row} isPlaceholder>
      {columns.map((column) => (
        <Cell key={column} column={column}>
          <Skeleton height={12} width="70%" radius="sm" />
        </Cell>
      ))}
    </Row>
  ))
}

export function ListError({ title, hint, isBadInput, onRetry }: ListProblem & { onRetry: () => void }) {
  const [{ page }, setLocation] = useListLocation()
  if (page > 1 && isBadInput) {
    return (
      <WrongLink
        title={strings.wrongLink.page}
        text={strings.wrongLink.pageText}
        action={strings.wrongLink.firstPage}
        onAction={() => setLocation(FIRST_PAGE, true)}
      />
    )
  }
  return <RetryNote title={title} text={hint} onRetry={onRetry} />
}

interface EmptyListProps {
  title: string
  hint: string
  action?: { label: string; onClick: () => void }
}

export function EmptyList({ title, hint, action }: EmptyListProps) {
  return (
    <Stack align="center" gap="xs" className="empty">
      <Title order={2}>{title}</Title>
      <Text c="dimmed" ta="center">
        {hint}
      </Text>
      {action && (
        <Button variant="default" mt="xs" onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </Stack>
  )
}
