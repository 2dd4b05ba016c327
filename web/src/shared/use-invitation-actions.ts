import { useCallback, useRef } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { ShownError } from '../api/errors'
import { graphql, type ResultOf } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload } from '../api/payloads'
import { strings } from '../strings'
import { clearFailure, notify, notifyFailure } from '../ui/notify'
import { useQuestion } from '../ui/use-question'

const Revoke = graphql(
  `mutation Revoke($input: RevokeInput!) { revoke(input: $input) { invitations { id } errors { ...ErrorFields } } }`,
  [ErrorFields],
)

const Resend = graphql(
  `mutation Resend($input: ResendInput!) { resend(input: $input) { invitations { id } errors { ...ErrorFields } } }`,
  [ErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }
const BATCH_SIZE = 100

interface Invited {
  id: string
  email: string
}

/**
 * Resends and revokes one invitation or many, and shows how many were refused and why. Both resolve to whether all was
 * done. Where people have declined since they were invited, resending asks first, in `question`, which is to be rendered.
 */
export function useInvitationActions() {
  const [, resendMutation] = useMutation(Resend)
  const [, revokeMutation] = useMutation(Revoke)
  const [ask, question] = useQuestion()
  /** What was refused is shown until the next try. */
  const refused = useRef<string>(undefined)

  const resend = useCallback(
    async (invitations: readonly Invited[]) => {
      clearFailure(refused.current)
      const send = (chosen: readonly Invited[], confirmDeclined: boolean) =>
        inBatches(chosen, strings.invitation.resent, (invitationIds) => {
          const input = { invitationIds, confirmDeclined, idempotencyKey: newIdempotencyKey() }
          return readPayload(resendMutation({ input }, CONTEXT))
        })
      const { isComplete, declined, failure } = await send(invitations, false)
      refused.current = failure
      const [first] = declined
      if (!first) return isComplete
      const isConfirmed = await ask({
        title: strings.invitation.resendAnywayTitle(declined.length),
        text:
          declined.length === 1
            ? strings.invitation.resendAnywayText(first.reason)
            : strings.invitation.resendAnywayTextMany(declined.map(({ email }) => email)),
        confirmLabel: strings.invitation.resendAnyway,
      })
      return isConfirmed && (await send(declined, true)).isComplete && isComplete
    },
    [resendMutation, ask],
  )
  const revoke = useCallback(
    async (invitations: readonly Invited[]) => {
      clearFailure(refused.current)
      const { isComplete, failure } = await inBatches(
        invitations,
        strings.invitation.revoked,
        (invitationIds) => readPayload(revokeMutation({ input: { invitationIds } }, CONTEXT)),
      )
      refused.current = failure
      return isComplete
    },
    [revokeMutation],
  )
  return { resend, revoke, question }
}

interface Payload {
  invitations: readonly unknown[]
  errors: readonly ResultOf<typeof ErrorFields>[]
}

interface Declined extends Invited {
  reason: string
}

interface Result {
  /** Whether all was done, but for `declined`. */
  isComplete: boolean
  /** Those that can be sent once it is confirmed. They are not shown as refused. */
  declined: Declined[]
  /** The toast that says why others were refused. */
  failure: string | undefined
}

async function inBatches(
  invitations: readonly Invited[],
  message: (count: number) => string,
  send: (ids: string[]) => Promise<Payload>,
): Promise<Result> {
  let count = 0
  const reasons: string[] = []
  const declined: Declined[] = []
  for (let start = 0; start < invitations.length; start += BATCH_SIZE) {
    const batch = invitations.slice(start, start + BATCH_SIZE)
    const result = await send(batch.map(({ id }) => id))
    count += result.invitations.length
    for (const { code, message: reason, path } of result.errors) {
      const invitation = batch[Number(path?.[1])]
      if (code === 'DECLINED' && invitation) declined.push({ ...invitation, reason })
      else reasons.push(reason)
    }
  }
  if (count > 0) notify(message(count))
  const [first] = reasons
  const sentence = first && invitations.length > 1 ? strings.invitation.refused(first, reasons.length) : first
  const failure = sentence ? notifyFailure(new ShownError(sentence)) : undefined
  return { isComplete: reasons.length === 0, declined, failure }
}
