import { Button, Group, Stack } from '@mantine/core'
import { useCallback } from 'react'
import { useQuery } from 'urql'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { isUnfinished } from './lifecycle'
import { RecentQuery } from './queries'

/** Opens again the bulk invites that were left before they were finished. */
export function UnfinishedBulkInvites({ onOpen }: { onOpen: (id: string) => void }) {
  const [{ data }, reload] = useQuery({ query: RecentQuery, requestPolicy: 'network-only' })
  useRefreshOnChange(
    InvitedUsersChanged,
    useCallback(() => reload({ requestPolicy: 'network-only' }), [reload]),
  )
  const unfinished = data?.bulkInvites.edges.map(({ node }) => node).filter(isUnfinished) ?? []
  if (unfinished.length === 0) return null
  return (
    <Stack gap="xs" mb="md">
      {unfinished.map(({ id, filename, status }) => (
        <Note key={id} kind="info">
          <Group justify="space-between" wrap="nowrap">
            <span className="breakable">
              {strings.bulk.unfinished(filename ?? strings.bulk.unnamed, status)}
            </span>
            <Button size="compact-sm" variant="default" onClick={() => onOpen(id)} flex="none">
              {strings.bulk.show}
            </Button>
          </Group>
        </Note>
      ))}
    </Stack>
  )
}
