import { useCallback, useState } from 'react'
import { useClient } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { errorMessage } from '../api/errors'
import { graphql, type Role } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload } from '../api/payloads'

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
  /** The pending invitation of the same address, which can be resent instead. */
  pendingId: string | undefined
}

/** Invites addresses one after another, so that each is refused by itself. */
export function useInvite() {
  const client = useClient()
  const [progress, setProgress] = useState<{ done: number; total: number }>()

  const invite = useCallback(
    async (emails: readonly string[], role: Role, groupIds: string[]) => {
      const notSent: NotSent[] = []
      for (const [done, email] of emails.entries()) {
        setProgress({ done, total: emails.length })
        const input = { email, role, groupIds, idempotencyKey: newIdempotencyKey() }
        try {
          const { errors } = await readPayload(client.mutation(Invite, { input }, CONTEXT).toPromise())
          const [refusal] = errors
          if (refusal) {
            const pendingId = refusal.__typename === 'AlreadyInvited' ? refusal.invitation.id : undefined
            notSent.push({ email, reason: refusal.message, pendingId })
          }
        } catch (error) {
          notSent.push({ email, reason: errorMessage(error), pendingId: undefined })
        }
      }
      setProgress(undefined)
      return { sent: emails.length - notSent.length, notSent }
    },
    [client],
  )
  return { invite, progress }
}
