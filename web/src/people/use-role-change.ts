import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient, useMutation } from 'urql'
import type { Role } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { useSession } from '../session/session'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { clearFailure, notify, notifyFailure, notifyWithUndo } from '../ui/notify'
import { UpdateRole } from './queries'
import { watchUndo } from './watch-undo'

interface Subject {
  id: string
  name: string
  role: Role
  isViewer?: boolean
}

interface Pending {
  role: Role
  isDone: boolean
}

/** Changes roles optimistically: a refusal restores the row, and a success can be undone. */
export function useRoleChange(rows: unknown) {
  const client = useClient()
  const [, updateRole] = useMutation(UpdateRole)
  const roles = useRoles()
  const { recheckRights } = useSession()
  const [pending, setPending] = useState<Record<string, Pending>>({})
  /** The shown failures, by the id of the subject: each is shown until the next try. */
  const failures = useRef(new Map<string, string>())

  // biome-ignore lint/correctness/useExhaustiveDependencies: newly loaded rows contain the changes that are done.
  useEffect(() => {
    setPending((before) => Object.fromEntries(Object.entries(before).filter(([, { isDone }]) => !isDone)))
  }, [rows])

  const change = useCallback(
    async ({ id, name, role: before, isViewer }: Subject, role: Role, isUndo = false) => {
      setPending((others) => ({ ...others, [id]: { role, isDone: false } }))
      clearFailure(failures.current.get(id))
      try {
        await requireSuccess(updateRole({ input: { id, role } }))
        setPending((others) => ({ ...others, [id]: { role, isDone: true } }))
        if (isViewer) {
          // Nobody undoes this by themselves; what they may do now is read and said.
          recheckRights()
        } else if (isUndo) {
          notify(strings.people.changedBack(name, roleLabel(roles, role)))
        } else {
          const undo = () => void change({ id, name, role }, before, true)
          let stopWatching = () => {}
          const message = strings.people.changed(name, roleLabel(roles, role))
          const withdraw = notifyWithUndo(message, undo, () => stopWatching())
          stopWatching = watchUndo(client, { id, role }, withdraw)
        }
      } catch (error) {
        setPending(({ [id]: _, ...others }) => others)
        failures.current.set(id, notifyFailure(error))
      }
    },
    [client, updateRole, roles, recheckRights],
  )

  const roleOf = useCallback(
    (subject: { id: string; role: Role }) => pending[subject.id]?.role ?? subject.role,
    [pending],
  )
  return { change, roleOf }
}
