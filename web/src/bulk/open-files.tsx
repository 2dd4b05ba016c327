import { Button, Group, Stack } from '@mantine/core'
import { useCallback } from 'react'
import { useQuery } from 'urql'
import { InvitedUsersChanged } from '../shared/changes'
import { useChanges } from '../shared/use-changes'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { RecentQuery } from './queries'
import { isOpen } from './state'

/** The way back to a file that was left in the middle. */
export function OpenFiles({ onChosen }: { onChosen: (id: string) => void }) {
  const [{ data }, reload] = useQuery({ query: RecentQuery, requestPolicy: 'network-only' })
  useChanges(
    InvitedUsersChanged,
    useCallback(() => reload({ requestPolicy: 'network-only' }), [reload]),
  )
  const open = data?.bulkInvites.edges.map(({ node }) => node).filter(isOpen) ?? []
  if (open.length === 0) return null
  return (
    <Stack gap="xs" mb="md">
      {open.map((bulk) => (
        <Note key={bulk.id} kind="info">
          <Group justify="space-between" wrap="nowrap">
            <span className="breakable">
              {strings.bulk.open(bulk.filename ?? strings.bulk.unnamed, bulk.status)}
            </span>
            <Button size="compact-sm" variant="default" onClick={() => onChosen(bulk.id)} flex="none">
              {strings.bulk.show}
            </Button>
          </Group>
        </Note>
      ))}
    </Stack>
  )
}
