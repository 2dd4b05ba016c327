import { useCallback, useEffect, useState } from 'react'
import { type CombinedError, useClient, useQuery } from 'urql'
import { useSession } from '../session/session'
import { InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { isSettled, newer } from './lifecycle'
import { type BulkInvite, BulkInviteQuery, BulkProgress } from './queries'

interface FollowedBulkInvite {
  bulkInvite: BulkInvite | undefined
  isMissing: boolean
  error: CombinedError | undefined
  /** Takes what a mutation returned, which may be newer than the last event. */
  onUpdate: (bulkInvite: BulkInvite | null) => void
}

/**
 * Follows a bulk invite, through lost connections, proxies that pass no socket, and reloads of the page. Its progress
 * ends once nothing more is going to happen, and is asked for again when an invitation changes after that.
 */
export function useBulkInvite(id: string, initial: BulkInvite | undefined): FollowedBulkInvite {
  const client = useClient()
  const { outdatedCount } = useSession()
  const [latest, setLatest] = useState(initial)
  const [round, setRound] = useState(0)
  const [{ data, error, fetching }, reload] = useQuery({
    query: BulkInviteQuery,
    variables: { id },
    requestPolicy: 'network-only',
  })
  const bulkInvite = latest?.id === id ? latest : undefined
  const isDone = bulkInvite !== undefined && isSettled(bulkInvite)
  const take = useCallback((received: BulkInvite | null) => setLatest((known) => newer(known, received)), [])
  const onUpdate = useCallback(
    (received: BulkInvite | null) => {
      take(received)
      setRound((before) => before + 1)
    },
    [take],
  )

  useEffect(() => {
    if (data?.bulkInvite) take(data.bulkInvite)
  }, [data, take])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks anew.
  useEffect(() => {
    const { unsubscribe } = client.subscription(BulkProgress, { id }).subscribe((event) => {
      if (event.data) take(event.data.bulkInviteProgress)
    })
    return unsubscribe
  }, [client, id, round, take])

  useRefreshOnChange(
    InvitedUsersChanged,
    useCallback(() => {
      if (isDone) setRound((before) => before + 1)
    }, [isDone]),
  )

  useEffect(() => {
    if (outdatedCount > 0) reload({ requestPolicy: 'network-only' })
  }, [outdatedCount, reload])

  return { bulkInvite, isMissing: !fetching && data?.bulkInvite === null, error, onUpdate }
}
