import { Alert, Button, Group, Progress } from '@mantine/core'
import { useCallback } from 'react'
import { useQuery } from 'urql'
import { InvitedUsersChanged } from '../../shared/change-subscriptions'
import { useRefreshOnChange } from '../../shared/use-refresh-on-change'
import { strings } from '../../strings'
import type { BulkInvite } from '../queries'
import {
  emailProgress,
  fractionOf,
  invitingProgress,
  type UnfinishedState,
  unfinishedState,
} from '../upload-state'
import { UploadsQuery } from './queries'
import { useFollowedUploads } from './use-followed-uploads'

const VARIABLES = { first: 25, filter: { unfinished: true } }

interface Props {
  /** Opens the upload; without an id, all that are unfinished. */
  onOpen: (id: string | undefined) => void
}

/** Leads back to uploads that are still being sent, and to reviews of one's own. However many there are, it is one line. */
export function UnfinishedUploads({ onOpen }: Props) {
  const [{ data }, reload] = useQuery({
    query: UploadsQuery,
    variables: VARIABLES,
    requestPolicy: 'network-only',
  })
  useRefreshOnChange(
    InvitedUsersChanged,
    useCallback(() => reload({ requestPolicy: 'network-only' }), [reload]),
  )
  const listed = data?.bulkInvites.edges.map(({ node }) => node) ?? []
  const unfinished = useFollowedUploads(listed.filter(unfinishedState)).filter(unfinishedState)
  const [first] = unfinished
  if (!first) return null
  const only = unfinished.length === 1 ? first : undefined
  return (
    <Alert
      className="note note-info"
      variant="outline"
      role="region"
      aria-label={strings.uploads.banner}
      p="sm"
      mb="md"
    >
      <Group justify="space-between" wrap="nowrap">
        <div className="grow">
          <bdi className="breakable figures">{only ? sentenceOf(only) : severalOf(unfinished)}</bdi>
          {only && <Bar upload={only} />}
        </div>
        <Button size="compact-sm" variant="default" onClick={() => onOpen(only?.id)} flex="none">
          {only ? strings.uploads.show : strings.uploads.showAll}
        </Button>
      </Group>
    </Alert>
  )
}

function sentenceOf(upload: BulkInvite): string {
  const filename = upload.filename ?? strings.uploads.unnamed
  const { unfinished } = strings.uploads
  switch (unfinishedState(upload)) {
    case 'CHECKING':
      return unfinished.CHECKING(filename)
    case 'MAPPING':
      return unfinished.MAPPING(filename)
    case 'SENDING':
      return unfinished.SENDING(filename, ...invitingProgress(upload))
    case 'REVOKING':
      return unfinished.REVOKING(filename)
    case 'EMAILING':
      return unfinished.EMAILING(filename, ...emailProgress(upload))
    default:
      return unfinished.REVIEW(filename)
  }
}

function severalOf(uploads: readonly BulkInvite[]): string {
  const counts = new Map<UnfinishedState, number>()
  for (const state of uploads.map(unfinishedState)) if (state) counts.set(state, (counts.get(state) ?? 0) + 1)
  return strings.uploads.several([...counts].map(([state, count]) => ({ state, count })))
}

function Bar({ upload }: { upload: BulkInvite }) {
  const fraction = fractionNow(upload)
  if (fraction === undefined) return null
  return (
    <Progress.Root size="sm" mt={6}>
      <Progress.Section value={Math.floor(fraction * 100)} aria-label={strings.uploads.progress} />
    </Progress.Root>
  )
}

/** How far the work is that the banner names; undefined: that is not a matter of time. */
function fractionNow(upload: BulkInvite): number | undefined {
  switch (unfinishedState(upload)) {
    case 'CHECKING':
      return upload.progress
    case 'SENDING':
      return fractionOf(invitingProgress(upload))
    case 'EMAILING':
      return fractionOf(emailProgress(upload))
    default:
      return undefined
  }
}
