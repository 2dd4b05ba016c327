import { type ReactNode, useCallback } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { RefusedError } from '../api/errors'
import { graphql } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload, requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { notify } from '../ui/notify'
import { useQuestion } from '../ui/use-question'
import type { InvitationRow } from './queries'

const InviteAgain = graphql(
  `mutation InviteAgain($input: InviteInput!) { invite(input: $input) { invitation { id } errors { ...ErrorFields } } }`,
  [ErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }

type Invited = Pick<InvitationRow, 'email' | 'role' | 'groups'>

/**
 * Invites somebody once more as before, whose invitation is over. Where the person said no not long ago, it asks first,
 * in `question`, which is to be rendered. Throws RefusedError.
 */
export function useInviteAgain(): [(invitation: Invited) => Promise<void>, ReactNode] {
  const [, invite] = useMutation(InviteAgain)
  const [ask, question] = useQuestion()
  const inviteAgain = useCallback(
    async ({ email, role, groups }: Invited) => {
      const groupIds = groups.map(({ id }) => id)
      const send = (confirmDeclined: boolean) => {
        const input = { email, role, groupIds, confirmDeclined, idempotencyKey: newIdempotencyKey() }
        return invite({ input }, CONTEXT)
      }
      const { errors } = await readPayload(send(false))
      const declined = errors.find(({ code }) => code === 'DECLINED')
      if (declined) {
        const isConfirmed = await ask({
          title: strings.invited.inviteAgainTitle,
          text: strings.invited.inviteAgainText(declined.message),
          confirmLabel: strings.invited.inviteAgainConfirm,
        })
        if (!isConfirmed) return
        await requireSuccess(send(true))
      } else if (errors.length > 0) {
        throw new RefusedError(errors)
      }
      notify(strings.invited.invitedAgain(email))
    },
    [invite, ask],
  )
  return [inviteAgain, question]
}
