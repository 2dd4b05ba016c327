import { useCallback, useState } from 'react'
import { useClient } from 'urql'
import { errorMessage } from '../api/errors'
import { graphql, type Role } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload, requireSuccess } from '../api/payloads'
import { SendErrorFields, suppressionOf } from '../shared/send-error-fields'
import { useRelease } from '../shared/use-release'
import { strings } from '../strings'
import { notify } from '../ui/notify'

const Invite = graphql(
  `mutation Invite($input: InviteInput!) {
    invite(input: $input) {
      invitation { id }
      errors { ...SendErrorFields ... on AlreadyInvited { invitation { id } } }
    }
  }`,
  [SendErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }

export interface NotSent {
  email: string
  reason: string
  /** The pending invitation of the same address, which can be resent instead. */
  pendingId: string | undefined
  /** Invites after all whoever declined, or whose address is suppressed; undefined where that is not the reason. */
  afterAll?: { label: string; invite: () => Promise<void> }
}

/** Invites addresses one after another, so that each is refused by itself; who declined, only where that is confirmed. */
export function useInvite() {
  const client = useClient()
  const release = useRelease()
  const [progress, setProgress] = useState<{ done: number; total: number }>()

  const invite = useCallback(
    async (
      emails: readonly string[],
      role: Role,
      groupIds: string[],
      isConfirmed: (email: string) => boolean,
    ) => {
      const notSent: NotSent[] = []
      const send = (email: string, confirmDeclined = false) => {
        const input = { email, role, groupIds, confirmDeclined, idempotencyKey: newIdempotencyKey() }
        return client.mutation(Invite, { input }, CONTEXT).toPromise()
      }
      for (const [done, email] of emails.entries()) {
        setProgress({ done, total: emails.length })
        try {
          const { errors } = await readPayload(send(email, isConfirmed(email)))
          const [refusal] = errors
          if (refusal) {
            const pendingId = refusal.__typename === 'AlreadyInvited' ? refusal.invitation.id : undefined
            const left: NotSent = { email, reason: refusal.message, pendingId }
            const suppressionId = suppressionOf(refusal)
            const label = suppressionId ? strings.bounces.releaseAndInvite : strings.invite.inviteAnyway
            const inviteAfterAll = async () => {
              if (suppressionId) await release(suppressionId)
              await requireSuccess(send(email, isConfirmed(email) || refusal.code === 'DECLINED'))
              notify(strings.invite.sent(1))
            }
            if (suppressionId || refusal.code === 'DECLINED') {
              left.afterAll = { label, invite: inviteAfterAll }
            }
            notSent.push(left)
          }
        } catch (error) {
          notSent.push({ email, reason: errorMessage(error), pendingId: undefined })
        }
      }
      setProgress(undefined)
      return { sent: emails.length - notSent.length, notSent }
    },
    [client, release],
  )
  return { invite, progress }
}
