import { useEffect, useRef } from 'react'
import { useClient } from 'urql'
import type { Role } from '../api/graphql'
import { useSession } from '../session/session'
import { CurrentUsersChanged } from '../shared/change-subscriptions'
import { roleName } from '../shared/role-label'
import { RolesQuery } from '../shared/roles'
import { strings } from '../strings'
import { notifyToRead } from '../ui/notify'

const NETWORK_ONLY = { requestPolicy: 'network-only' } as const

/**
 * Keeps what the signed-in member may do up to date: it is read anew after an event about them and after something was
 * refused to them. Another role is said, and everything that depends on it is loaded anew.
 */
export function useOwnRights(
  member: { id: string; role: Role } | null | undefined,
  reload: (options: typeof NETWORK_ONLY) => void,
) {
  const client = useClient()
  const { recheckCount, outdatedCount, markOutdated } = useSession()
  const { id, role } = member ?? {}

  useEffect(() => {
    if (!id) return
    const { unsubscribe } = client.subscription(CurrentUsersChanged, {}).subscribe(({ data }) => {
      const changed = data?.currentUsersChanged
      if (!changed || (changed.memberId && changed.memberId !== id)) return
      reload(NETWORK_ONLY)
      if (changed.memberId) markOutdated()
    })
    return unsubscribe
  }, [client, id, reload, markOutdated])

  useEffect(() => {
    if (recheckCount + outdatedCount > 0) reload(NETWORK_ONLY)
  }, [recheckCount, outdatedCount, reload])

  const before = useRef({ id, role })
  useEffect(() => {
    const { id: idBefore, role: roleBefore } = before.current
    before.current = { id, role }
    if (!role || id !== idBefore || role === roleBefore) return
    notifyToRead(strings.shell.roleChanged(roleName(role)))
    void client.query(RolesQuery, {}, NETWORK_ONLY).toPromise()
    markOutdated()
  }, [client, id, role, markOutdated])
}
