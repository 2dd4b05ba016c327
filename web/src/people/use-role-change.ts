import { useCallback, useEffect, useState } from 'react'
import { useMutation } from 'urql'
import type { Role } from '../api/graphql'
import { done } from '../api/refusals'
import { strings } from '../strings'
import { say, sayFailed, sayWithUndo } from '../ui/say'
import { UpdateRole } from './queries'

interface Subject {
  id: string
  name: string
  role: Role
}

interface Pending {
  role: Role
  isDone: boolean
}

/** Changes roles at once on the screen, then on the server; what is refused goes back, what is done can be undone. */
export function useRoleChange(rows: unknown) {
  const [, updateRole] = useMutation(UpdateRole)
  const [pending, setPending] = useState<Record<string, Pending>>({})

  // biome-ignore lint/correctness/useExhaustiveDependencies: newly loaded rows say themselves what has been done.
  useEffect(() => {
    setPending((before) => Object.fromEntries(Object.entries(before).filter(([, { isDone }]) => !isDone)))
  }, [rows])

  const change = useCallback(
    async ({ id, name, role: before }: Subject, role: Role, isUndo = false) => {
      setPending((others) => ({ ...others, [id]: { role, isDone: false } }))
      try {
        await done(updateRole({ input: { id, role } }))
        setPending((others) => ({ ...others, [id]: { role, isDone: true } }))
        if (isUndo) say(strings.people.changedBack(name, strings.roles[role]))
        else {
          const undo = () => void change({ id, name, role }, before, true)
          sayWithUndo(strings.people.changed(name, strings.roles[role]), undo)
        }
      } catch (problem) {
        setPending(({ [id]: _, ...others }) => others)
        sayFailed(problem)
      }
    },
    [updateRole],
  )

  const roleOf = useCallback(
    (subject: { id: string; role: Role }) => pending[subject.id]?.role ?? subject.role,
    [pending],
  )
  return { change, roleOf }
}
