import { Checkbox, Text } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { useClient } from 'urql'
import type { ErrorFields } from '../api/error-fields'
import { ShownError } from '../api/errors'
import { graphql, type ResultOf, type Role } from '../api/graphql'
import { strings } from '../strings'
import { notify, notifyFailure } from '../ui/notify'
import { type Loss, useUnsaved } from '../ui/unsaved'

const StoppingQuery = graphql(`
  query StoppingInvitations($id: ID!, $newRole: Role) {
    node(id: $id) { __typename ... on Member { id pendingInvitationCount(newRole: $newRole) } }
  }
`)
/** Where `errors` say why something was not sent again, though the rest was done. */
const RESENDING = 'resendPendingInvitations'

/**
 * Returns a function that resolves to how many pending invitations stop working once the member has the role, or without
 * one, leaves. Where that cannot be told, 0: what is done next says why.
 */
export function useCountStopping() {
  const client = useClient()
  return useCallback(
    async (id: string, newRole?: Role) => {
      const variables = { id, newRole }
      const { data } = await client
        .query(StoppingQuery, variables, { requestPolicy: 'network-only' })
        .toPromise()
      return data?.node?.__typename === 'Member' ? data.node.pendingInvitationCount : 0
    },
    [client],
  )
}

/** The same for a window; undefined until it is known, and while the window is closed. */
export function useStoppingCount(id: string, isOpen: boolean, newRole?: Role): number | undefined {
  const countStopping = useCountStopping()
  const [count, setCount] = useState<number>()
  useEffect(() => {
    if (!isOpen) return
    let isCurrent = true
    void countStopping(id, newRole).then((found) => isCurrent && setCount(found))
    return () => {
      isCurrent = false
      setCount(undefined)
    }
  }, [countStopping, id, isOpen, newRole])
  return count
}

interface Props {
  count: number
  isChosen: boolean
  loss: Loss
  onChange: (isChosen: boolean) => void
}

/** Says what stops working, and offers to send it again in the same step. */
export function ResendChoice({ count, isChosen, loss, onChange }: Props) {
  useUnsaved(isChosen ? loss : undefined)
  return (
    <>
      <Text mt="sm" fw={600}>
        {strings.stoppedLinks.stop(count)}
      </Text>
      <Checkbox
        mt="sm"
        label={strings.stoppedLinks.resend(count)}
        description={strings.stoppedLinks.resendHint(count)}
        checked={isChosen}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </>
  )
}

/** Says the same to whoever cannot send it again afterwards, since it is about themselves. */
export function OwnStopping({ count }: { count: number | undefined }) {
  if (!count) return null
  return (
    <Text mt="sm">
      <strong>{strings.stoppedLinks.stop(count)}</strong> {strings.stoppedLinks.othersResend(count)}
    </Text>
  )
}

interface Resent {
  resentCount: number
  errors: readonly ResultOf<typeof ErrorFields>[]
}

/** Parts what was refused as a whole from what was only not sent again. */
export function partRefusals(errors: Resent['errors']) {
  const isAboutResending = ({ path }: { path?: readonly string[] | null }) => path?.[0] === RESENDING
  return {
    refusals: errors.filter((error) => !isAboutResending(error)),
    notResent: errors.filter(isAboutResending),
  }
}

/** Says what became of the invitations. */
export function tellResent({ resentCount, errors }: Resent) {
  if (resentCount > 0) notify(strings.invitation.resent(resentCount))
  const [first, ...others] = partRefusals(errors).notResent
  if (first) notifyFailure(new ShownError(strings.stoppedLinks.notResent(first.message, others.length)))
}
