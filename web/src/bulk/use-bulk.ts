import { useCallback, useEffect, useState } from 'react'
import type { CombinedError } from 'urql'
import { useClient, useQuery } from 'urql'
import { useSession } from '../session/session'
import { type Bulk, BulkInviteQuery, BulkProgress } from './queries'
import { isSettled, newer } from './state'

interface Following {
  bulk: Bulk | undefined
  isMissing: boolean
  error: CombinedError | undefined
  /** For what a mutation answered: it may be newer than what has been heard. */
  hear: (bulk: Bulk | null) => void
}

/** A bulk invite as it is now and goes on, through lost connections and reloads of the page; `answered` at first. */
export function useBulk(id: string, answered: Bulk | undefined): Following {
  const client = useClient()
  const { epoch } = useSession()
  const [bulk, setBulk] = useState(answered)
  const [{ data, error, fetching }, reload] = useQuery({
    query: BulkInviteQuery,
    variables: { id },
    requestPolicy: 'network-only',
  })
  const hear = useCallback((heard: Bulk | null) => setBulk((known) => newer(known, heard)), [])
  const known = bulk?.id === id ? bulk : undefined
  const isOver = known !== undefined && isSettled(known)

  useEffect(() => {
    if (data?.bulkInvite) hear(data.bulkInvite)
  }, [data, hear])

  useEffect(() => {
    if (isOver) return
    const { unsubscribe } = client.subscription(BulkProgress, { id }).subscribe((event) => {
      if (event.data) hear(event.data.bulkInviteProgress)
    })
    return unsubscribe
  }, [client, id, isOver, hear])

  useEffect(() => {
    if (epoch > 0) reload({ requestPolicy: 'network-only' })
  }, [epoch, reload])

  return { bulk: known, isMissing: !fetching && data?.bulkInvite === null, error, hear }
}
