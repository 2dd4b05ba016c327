import { type ReactNode, useCallback } from 'react'
import { useMutation } from 'urql'
import { RefusedError } from '../api/errors'
import { graphql } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload } from '../api/payloads'
import { SendErrorFields } from '../shared/send-error-fields'
import { useAskedSend } from '../shared/use-asked-send'
import { strings } from '../strings'
import { notify } from '../ui/notify'
import type { InvitationRow } from './queries'

const InviteAgain = graphql(
  `mutation InviteAgain($input: InviteInput!) {
    invite(input: $input) { invitation { id } errors { ...SendErrorFields } }
  }`,
  [SendErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }

type Invited = Pick<InvitationRow, 'email' | 'role' | 'groups'>

/**
 * Invites somebody once more as before, whose invitation is over. Where the person said no not long ago, or the
 * address is suppressed, it asks first, in `question`, which is to be rendered. Throws RefusedError.
 */
export function useInviteAgain(): [(invitation: Invited) => Promise<void>, ReactNode] {
  const [, invite] = useMutation(InviteAgain)
  const [sendAsked, question] = useAskedSend()
  const inviteAgain = useCallback(
    async ({ email, role, groups }: Invited) => {
      const groupIds = groups.map(({ id }) => id)
      const send = async (confirmDeclined: boolean) => {
        const input = { email, role, groupIds, confirmDeclined, idempotencyKey: newIdempotencyKey() }
        const { errors } = await readPayload(invite({ input }, CONTEXT))
        return errors[0]
      }
      const { isKept, refusal } = await sendAsked(send, (reason) => ({
        title: strings.invited.inviteAgainTitle,
        text: strings.invited.inviteAgainText(reason),
        confirmLabel: strings.invited.inviteAgainConfirm,
      }))
      if (isKept) return
      if (refusal) throw new RefusedError([refusal])
      notify(strings.invited.invitedAgain(email))
    },
    [invite, sendAsked],
  )
  return [inviteAgain, question]
}
