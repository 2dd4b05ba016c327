import { Button, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import type { CombinedError } from 'urql'
import { sentenceOf } from '../api/refusals'
import { strings } from '../strings'
import { Note } from '../ui/note'

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

export function SkeletonRows({ columns }: { columns: number }) {
  return ROWS.map((row) => (
    <Table.Tr key={row} className="row" aria-hidden="true">
      {ROWS.slice(0, columns).map((column) => (
        <Table.Td key={column}>
          <Skeleton height={12} width="70%" radius="sm" />
        </Table.Td>
      ))}
    </Table.Tr>
  ))
}

export function ListFailed({ error, onRetry }: { error: CombinedError; onRetry: () => void }) {
  return (
    <Note kind="error" title={strings.people.listFailed}>
      <Stack gap="xs" align="start">
        <span>{sentenceOf(error)}</span>
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {strings.retry}
        </Button>
      </Stack>
    </Note>
  )
}

interface EmptyProps {
  title: string
  hint: string
  action?: { label: string; onClick: () => void }
}

export function Empty({ title, hint, action }: EmptyProps) {
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
