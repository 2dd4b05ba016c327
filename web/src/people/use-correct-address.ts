import { useCallback } from 'react'
import { useMutation } from 'urql'
import { RefusedError } from '../api/errors'
import { graphql } from '../api/graphql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { readPayload } from '../api/payloads'
import { SendErrorFields, suppressionOf } from '../shared/send-error-fields'
import { useRelease } from '../shared/use-release'

const UpdateInvitationEmail = graphql(
  `mutation UpdateInvitationEmail($input: UpdateInvitationEmailInput!) {
    updateInvitationEmail(input: $input) {
      invitation { id email }
      errors { ...SendErrorFields ... on AlreadyInvited { invitation { id } } }
    }
  }`,
  [SendErrorFields],
)
const CONTEXT = { additionalTypenames: ['Invitation'] }
const FIELD = 'email'
/** What is said at the field, whatever its path; others are about the request, such as a limit. */
const ABOUT_ADDRESS = ['ALREADY_INVITED', 'ALREADY_MEMBER', 'SUPPRESSED', 'DECLINED']

/** Why an address was not taken, and what can be done about it. */
export interface Refused {
  message: string
  /** The pending invitation that the address has. */
  invitationId: string | undefined
  suppressionId: string | undefined
  /** Whether the person declined not long ago, so that it has to be confirmed. */
  isDeclined: boolean
}

/**
 * `correct` gives an invitation another address, and resolves to why the address was not taken; undefined where it was.
 * It throws RefusedError where that is not about the address. `release` lets a suppressed one be taken.
 */
export function useCorrectAddress(invitationId: string) {
  const [, update] = useMutation(UpdateInvitationEmail)
  const release = useRelease()
  const correct = useCallback(
    async (email: string, confirmDeclined: boolean): Promise<Refused | undefined> => {
      const input = { invitationId, email, confirmDeclined, idempotencyKey: newIdempotencyKey() }
      const { errors } = await readPayload(update({ input }, CONTEXT))
      const refusal = errors.find(({ code, path }) => path?.[0] === FIELD || ABOUT_ADDRESS.includes(code))
      if (!refusal && errors.length > 0) throw new RefusedError(errors)
      return (
        refusal && {
          message: refusal.message,
          invitationId: refusal.__typename === 'AlreadyInvited' ? refusal.invitation.id : undefined,
          suppressionId: suppressionOf(refusal),
          isDeclined: refusal.code === 'DECLINED',
        }
      )
    },
    [update, invitationId],
  )
  return { correct, release }
}
