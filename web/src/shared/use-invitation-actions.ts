import { useCallback } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import type { Refusal } from '../api/errors'
import { graphql } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload } from '../api/payloads'
import { strings } from '../strings'
import { notify, notifyFailure } from '../ui/notify'

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

/** Resends and revokes one invitation or many, and shows how many were refused and why. */
export function useInvitationActions() {
  const [, resendMutation] = useMutation(Resend)
  const [, revokeMutation] = useMutation(Revoke)

  const resend = useCallback(
    (ids: readonly string[]) =>
      inBatches(ids, strings.invitation.resent, (invitationIds) =>
        readPayload(
          resendMutation({ input: { invitationIds, idempotencyKey: newIdempotencyKey() } }, CONTEXT),
        ),
      ),
    [resendMutation],
  )
  const revoke = useCallback(
    (ids: readonly string[]) =>
      inBatches(ids, strings.invitation.revoked, (invitationIds) =>
        readPayload(revokeMutation({ input: { invitationIds } }, CONTEXT)),
      ),
    [revokeMutation],
  )
  return { resend, revoke }
}

interface Result {
  invitations: readonly unknown[]
  errors: readonly Refusal[]
}

async function inBatches(
  ids: readonly string[],
  message: (count: number) => string,
  send: (batch: string[]) => Promise<Result>,
) {
  let count = 0
  const errors: Refusal[] = []
  for (let start = 0; start < ids.length; start += BATCH_SIZE) {
    const result = await send(ids.slice(start, start + BATCH_SIZE))
    count += result.invitations.length
    errors.push(...result.errors)
  }
  if (count > 0) notify(message(count))
  const [first] = errors
  if (first) {
    const { message: reason } = first
    notifyFailure(new Error(ids.length > 1 ? strings.invitation.refused(reason, errors.length) : reason))
  }
}
