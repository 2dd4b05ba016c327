import type { Client } from 'urql'
import { graphql, type Role } from '../api/graphql'
import { CurrentUsersChanged, InvitedUsersChanged } from '../shared/change-subscriptions'

const SubjectQuery = graphql(`
  query UndoSubject($id: ID!) {
    node(id: $id) {
      __typename
      ... on Member { id role viewerCanUpdateRole }
      ... on Invitation { id role viewerCanUpdateRole }
    }
  }
`)

/**
 * Watches somebody whose role was changed to `role`, and calls `onGone` once that cannot be taken back any more: it was
 * changed again, they are gone, or the right to change it is. Returns a function that stops watching.
 */
export function watchUndo(client: Client, { id, role }: { id: string; role: Role }, onGone: () => void) {
  async function check() {
    const { data } = await client.query(SubjectQuery, { id }, { requestPolicy: 'network-only' }).toPromise()
    if (!data) return
    const node = data.node
    const isThere = node?.__typename === 'Member' || node?.__typename === 'Invitation'
    if (!isThere || node.role !== role || !node.viewerCanUpdateRole) onGone()
  }
  const subscriptions = [CurrentUsersChanged, InvitedUsersChanged].map((changes) =>
    client.subscription<object, object>(changes, {}).subscribe((event) => {
      if (event.data) void check()
    }),
  )
  return () => {
    for (const { unsubscribe } of subscriptions) unsubscribe()
  }
}
