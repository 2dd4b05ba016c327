import { useCallback, useState } from 'react'
import { useClient } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql, type Role } from '../api/graphql'
import { answered, freshKey, messageOf } from '../api/refusals'

const Invite = graphql(
  `mutation Invite($input: InviteInput!) {
    invite(input: $input) {
      invitation { id }
      errors { ...ErrorFields ... on AlreadyInvited { invitation { id } } }
    }
  }`,
  [ErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }

export interface NotSent {
  email: string
  reason: string
  code: string | undefined
  /** What the reason is about, if it is not the address: `role` or `groupIds`. */
  field: string | undefined
  /** The invitation that is in the way and could be sent again. */
  pendingId: string | undefined
}

/** Sends invitations one after another, so that each address has its own answer. */
export function useInviting() {
  const client = useClient()
  const [progress, setProgress] = useState<{ done: number; total: number }>()

  const invite = useCallback(
    async (emails: readonly string[], role: Role, groupIds: string[]) => {
      const notSent: NotSent[] = []
      let sent = 0
      for (const [position, email] of emails.entries()) {
        setProgress({ done: position, total: emails.length })
        const input = { email, role, groupIds, idempotencyKey: freshKey() }
        try {
          const { errors } = await answered(client.mutation(Invite, { input }, CONTEXT).toPromise())
          const [first] = errors
          if (first) {
            const pendingId = first.__typename === 'AlreadyInvited' ? first.invitation.id : undefined
            notSent.push({
              email,
              reason: first.message,
              code: first.code,
              field: first.path?.[0],
              pendingId,
            })
          } else sent += 1
        } catch (problem) {
          notSent.push({
            email,
            reason: messageOf(problem),
            code: undefined,
            field: undefined,
            pendingId: undefined,
          })
        }
      }
      setProgress(undefined)
      return { sent, notSent }
    },
    [client],
  )
  return { invite, progress }
}
