import { useCallback, useEffect, useState } from 'react'
import { type CombinedError, useClient, useQuery } from 'urql'
import { useSession } from '../session/session'
import { isSettled, newer } from './lifecycle'
import { type BulkInvite, BulkInviteQuery, BulkProgress } from './queries'

interface FollowedBulkInvite {
  bulkInvite: BulkInvite | undefined
  isMissing: boolean
  error: CombinedError | undefined
  /** Takes what a mutation returned, which may be newer than the last event. */
  onUpdate: (bulkInvite: BulkInvite | null) => void
}

/** Follows a bulk invite until nothing more happens to it, through lost connections, proxies that pass no socket, and reloads of the page. */
export function useBulkInvite(id: string, initial: BulkInvite | undefined): FollowedBulkInvite {
  const client = useClient()
  const { outdatedCount } = useSession()
  const [latest, setLatest] = useState(initial)
  const [{ data, error, fetching }, reload] = useQuery({
    query: BulkInviteQuery,
    variables: { id },
    requestPolicy: 'network-only',
  })
  const onUpdate = useCallback(
    (received: BulkInvite | null) => setLatest((known) => newer(known, received)),
    [],
  )
  const bulkInvite = latest?.id === id ? latest : undefined
  const isDone = bulkInvite !== undefined && isSettled(bulkInvite)

  useEffect(() => {
    if (data?.bulkInvite) onUpdate(data.bulkInvite)
  }, [data, onUpdate])

  useEffect(() => {
    if (isDone) return
    const { unsubscribe } = client.subscription(BulkProgress, { id }).subscribe((event) => {
      if (event.data) onUpdate(event.data.bulkInviteProgress)
    })
    return unsubscribe
  }, [client, id, isDone, onUpdate])

  useEffect(() => {
    if (outdatedCount > 0 && !isDone) reload({ requestPolicy: 'network-only' })
  }, [outdatedCount, isDone, reload])

  return { bulkInvite, isMissing: !fetching && data?.bulkInvite === null, error, onUpdate }
}
