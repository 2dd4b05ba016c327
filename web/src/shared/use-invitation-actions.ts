import { useCallback } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { answered, freshKey, Refused } from '../api/refusals'
import { strings } from '../strings'
import { say, sayFailed } from '../ui/say'

const Revoke = graphql(
  `mutation Revoke($input: RevokeInput!) { revoke(input: $input) { invitations { id } errors { ...ErrorFields } } }`,
  [ErrorFields],
)

const Resend = graphql(
  `mutation Resend($input: ResendInput!) { resend(input: $input) { invitations { id } errors { ...ErrorFields } } }`,
  [ErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }
const AT_ONCE = 100

/** Resending and revoking one invitation or many; what was left alone is told with the reason. */
export function useInvitationActions() {
  const [, resendMutation] = useMutation(Resend)
  const [, revokeMutation] = useMutation(Revoke)

  const resend = useCallback(
    (ids: readonly string[]) =>
      inParts(ids, strings.invitation.resent, (invitationIds) =>
        answered(resendMutation({ input: { invitationIds, idempotencyKey: freshKey() } }, CONTEXT)),
      ),
    [resendMutation],
  )
  const revoke = useCallback(
    (ids: readonly string[]) =>
      inParts(ids, strings.invitation.revoked, (invitationIds) =>
        answered(revokeMutation({ input: { invitationIds } }, CONTEXT)),
      ),
    [revokeMutation],
  )
  return { resend, revoke }
}

interface Outcome {
  invitations: readonly unknown[]
  errors: readonly { code: string; message: string }[]
}

async function inParts(
  ids: readonly string[],
  words: (count: number) => string,
  send: (part: string[]) => Promise<Outcome>,
) {
  let count = 0
  const errors: Outcome['errors'][number][] = []
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const outcome = await send(ids.slice(start, start + AT_ONCE))
    count += outcome.invitations.length
    errors.push(...outcome.errors)
  }
  if (count > 0) say(words(count))
  const [first] = errors
  if (first) {
    sayFailed(
      new Refused(
        errors,
        ids.length > 1 ? strings.invitation.partly(first.message, errors.length) : first.message,
      ),
    )
  }
}
