import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient, useMutation } from 'urql'
import { RefusedError } from '../api/errors'
import type { Role } from '../api/graphql'
import { readPayload } from '../api/payloads'
import { useSession } from '../session/session'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { clearFailure, notify, notifyFailure, notifyWithUndo } from '../ui/notify'
import type { Demotion } from './demotion-dialog'
import { UpdateRole } from './queries'
import { partRefusals, tellResent, useCountStopping } from './stopping-invitations'
import { watchUndo } from './watch-undo'

interface Subject {
  id: string
  name: string
  role: Role
  /** Of members alone; invitations have none. */
  isViewer?: boolean
}

interface Pending {
  role: Role
  isDone: boolean
}

/**
 * Changes roles optimistically: a refusal restores the row, and a success can be undone. Where it has a member's
 * invitations stop working, it asks first: `demotion` is to be shown by DemotionDialog.
 */
export function useRoleChange(rows: unknown) {
  const client = useClient()
  const [, updateRole] = useMutation(UpdateRole)
  const roles = useRoles()
  const { recheckRights } = useSession()
  const countStopping = useCountStopping()
  const [demotion, setDemotion] = useState<Demotion>()
  const [pending, setPending] = useState<Record<string, Pending>>({})
  /** The shown failures, by the id of the subject: each is shown until the next try. */
  const failures = useRef(new Map<string, string>())

  const changeBack = useRef((_subject: Subject, _role: Role) => {})

  // biome-ignore lint/correctness/useExhaustiveDependencies: newly loaded rows contain the changes that are done.
  useEffect(() => {
    setPending((before) => Object.fromEntries(Object.entries(before).filter(([, { isDone }]) => !isDone)))
  }, [rows])

  const changeAtOnce = useCallback(
    async (subject: Subject, role: Role, { isUndo = false, isResending = false } = {}) => {
      const { id, name, role: before, isViewer } = subject
      setPending((others) => ({ ...others, [id]: { role, isDone: false } }))
      clearFailure(failures.current.get(id))
      try {
        const input = { id, role, resendPendingInvitations: isResending }
        const changed = await readPayload(updateRole({ input }))
        if (!changed.subject) throw new RefusedError(partRefusals(changed.errors).refusals)
        setPending((others) => ({ ...others, [id]: { role, isDone: true } }))
        if (isViewer) {
          // Nobody undoes this by themselves; what they may do now is read and said.
          recheckRights()
        } else if (isUndo) {
          notify(strings.people.changedBack(name, roleLabel(roles, role)))
        } else {
          const undo = () => changeBack.current({ id, name, role, isViewer }, before)
          let stopWatching = () => {}
          const message = strings.people.changed(name, roleLabel(roles, role))
          const withdraw = notifyWithUndo(message, undo, () => stopWatching())
          stopWatching = watchUndo(client, { id, role }, withdraw)
        }
        tellResent(changed)
      } catch (error) {
        setPending(({ [id]: _, ...others }) => others)
        failures.current.set(id, notifyFailure(error))
      }
    },
    [client, updateRole, roles, recheckRights],
  )

  const change = useCallback(
    async (subject: Subject, role: Role, isUndo = false) => {
      const { id, name, isViewer } = subject
      // Of what is theirs, the viewer was told when they were asked.
      const isElse = isViewer === false
      if (isElse) setPending((others) => ({ ...others, [id]: { role, isDone: false } }))
      const count = isElse ? await countStopping(id, role) : 0
      if (count === 0) return changeAtOnce(subject, role, { isUndo })
      setPending(({ [id]: _, ...others }) => others)
      setDemotion({
        name,
        role,
        count,
        change: (isResending) => changeAtOnce(subject, role, { isUndo, isResending }),
      })
    },
    [changeAtOnce, countStopping],
  )
  useEffect(() => {
    changeBack.current = (subject, role) => void change(subject, role, true)
  }, [change])

  const roleOf = useCallback(
    (subject: { id: string; role: Role }) => pending[subject.id]?.role ?? subject.role,
    [pending],
  )
  const closeDemotion = useCallback(() => setDemotion(undefined), [])
  return { change, roleOf, demotion, closeDemotion }
}
