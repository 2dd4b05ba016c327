import { Button, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import type { CombinedError } from 'urql'
import { isBadInput, requestErrorMessage } from '../api/errors'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { FIRST_PAGE } from './list-location'
import { useListLocation } from './use-list-location'
import { WrongLink } from './wrong-link'

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The rows of a list that is loading; `columns` are the class names of its cells. */
export function SkeletonRows({ columns }: { columns: readonly string[] }) {
  return ROWS.map((row) => (
    <Table.Tr key={row} className="row" aria-hidden="true">
      {columns.map((column, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change.
        <Table.Td key={position} className={column}>
          <Skeleton height={12} width="70%" radius="sm" />
        </Table.Td>
      ))}
    </Table.Tr>
  ))
}

export function ListError({ error, onRetry }: { error: CombinedError; onRetry: () => void }) {
  const [{ page }, setLocation] = useListLocation()
  if (page > 1 && isBadInput(error)) {
    return (
      <WrongLink
        title={strings.wrongLink.page}
        text={strings.wrongLink.pageText}
        action={strings.wrongLink.firstPage}
        onAction={() => setLocation(FIRST_PAGE, true)}
      />
    )
  }
  return (
    <Note kind="error" title={strings.people.listFailed}>
      <Stack gap="xs" align="start">
        <span>{requestErrorMessage(error)}</span>
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {strings.retry}
        </Button>
      </Stack>
    </Note>
  )
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
