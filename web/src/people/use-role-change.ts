import { useCallback, useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import type { Role } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { useSession } from '../session/session'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { clearFailure, notify, notifyFailure, notifyWithUndo } from '../ui/notify'
import { UpdateRole } from './queries'

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
  const [, updateRole] = useMutation(UpdateRole)
  const roles = useRoles()
  const { restart } = useSession()
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
          // Nobody undoes this by themselves, and what they may do is different now.
          notify(strings.people.changed(name, roleLabel(roles, role)))
          restart()
        } else if (isUndo) {
          notify(strings.people.changedBack(name, roleLabel(roles, role)))
        } else {
          const undo = () => void change({ id, name, role }, before, true)
          notifyWithUndo(strings.people.changed(name, roleLabel(roles, role)), undo)
        }
      } catch (error) {
        setPending(({ [id]: _, ...others }) => others)
        failures.current.set(id, notifyFailure(error))
      }
    },
    [updateRole, roles, restart],
  )

  const roleOf = useCallback(
    (subject: { id: string; role: Role }) => pending[subject.id]?.role ?? subject.role,
    [pending],
  )
  return { change, roleOf }
}
