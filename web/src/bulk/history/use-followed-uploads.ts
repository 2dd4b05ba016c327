import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import { isAtRest, isSettled, newer } from '../lifecycle'
import { type BulkInvite, BulkProgress } from '../queries'

/** Where no socket can be had each takes one of the six connections that a browser has to a host. */
const MAX_FOLLOWED = 2

/** Returns the uploads of a list as they are now: those at work are followed, the first MAX_FOLLOWED of them. */
export function useFollowedUploads(listed: readonly BulkInvite[]): BulkInvite[] {
  const client = useClient()
  const [latest, setLatest] = useState<ReadonlyMap<string, BulkInvite>>(new Map())
  const uploads = listed.map((upload) => newer(latest.get(upload.id), upload) ?? upload)
  const followed = uploads
    .filter((upload) => !isSettled(upload) && !isAtRest(upload))
    .slice(0, MAX_FOLLOWED)
    .map(({ id }) => id)
    .join(' ')

  useEffect(() => {
    const take = (upload: BulkInvite) =>
      setLatest((before) => new Map(before).set(upload.id, newer(before.get(upload.id), upload) ?? upload))
    const subscriptions = followed
      .split(' ')
      .filter(Boolean)
      .map((id) =>
        client.subscription(BulkProgress, { id }).subscribe(({ data }) => {
          if (data) take(data.bulkInviteProgress)
        }),
      )
    return () => {
      for (const { unsubscribe } of subscriptions) unsubscribe()
    }
  }, [client, followed])
  return uploads
}
