import { useCallback, useRef } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { ShownError } from '../api/errors'
import { graphql, type ResultOf } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload } from '../api/payloads'
import { strings } from '../strings'
import { clearFailure, notify, notifyFailure } from '../ui/notify'
import { SendErrorFields } from './send-error-fields'
import { useAskedSend } from './use-asked-send'

const Revoke = graphql(
  `mutation Revoke($input: RevokeInput!) { revoke(input: $input) { invitations { id } errors { ...ErrorFields } } }`,
  [ErrorFields],
)

const Resend = graphql(
  `mutation Resend($input: ResendInput!) { resend(input: $input) { invitations { id } errors { ...SendErrorFields } } }`,
  [SendErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }

interface Invited {
  id: string
}

type Refusal = ResultOf<typeof ErrorFields>

/**
 * Resends and revokes an invitation, and shows why where that is refused. Both resolve to whether it was done. Where the
 * person has declined since they were invited, or the address is suppressed, resending asks first, in `question`, which is
 * to be rendered.
 */
export function useInvitationActions() {
  const [, resendMutation] = useMutation(Resend)
  const [, revokeMutation] = useMutation(Revoke)
  const [sendAsked, question] = useAskedSend()
  /** What was refused is shown until the next try. */
  const shown = useRef<string>(undefined)

  const finish = useCallback((refusal: Refusal | undefined, done: string) => {
    shown.current = refusal && notifyFailure(new ShownError(refusal.message))
    if (!refusal) notify(done)
    return !refusal
  }, [])
  const resend = useCallback(
    async ({ id }: Invited) => {
      clearFailure(shown.current)
      const send = async (confirmDeclined: boolean) => {
        const input = { invitationIds: [id], confirmDeclined, idempotencyKey: newIdempotencyKey() }
        const { errors } = await readPayload(resendMutation({ input }, CONTEXT))
        return errors[0]
      }
      const { isKept, refusal } = await sendAsked(send, (reason) => ({
        title: strings.invitation.resendAnywayTitle(1),
        text: strings.invitation.resendAnywayText(reason),
        confirmLabel: strings.invitation.resendAnyway,
      }))
      return !isKept && finish(refusal, strings.invitation.resent(1))
    },
    [resendMutation, sendAsked, finish],
  )
  const revoke = useCallback(
    async ({ id }: Invited) => {
      clearFailure(shown.current)
      const input = { invitationIds: [id] }
      const { errors } = await readPayload(revokeMutation({ input }, CONTEXT))
      return finish(errors[0], strings.invitation.revoked(1))
    },
    [revokeMutation, finish],
  )
  return { resend, revoke, question }
}
