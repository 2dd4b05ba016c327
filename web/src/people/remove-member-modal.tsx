import { useState } from 'react'
import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { RefusedError } from '../api/errors'
import { graphql } from '../api/graphql'
import { readPayload } from '../api/payloads'
import { useSession } from '../session/session'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { notify } from '../ui/notify'
import type { MemberRow } from './queries'
import { OwnStopping, partRefusals, ResendChoice, tellResent, useStoppingCount } from './stopping-invitations'

const RemoveMember = graphql(
  `mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) { removedCount resentCount errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)
const CONTEXT = { additionalTypenames: ['Member', 'Invitation'] }

interface Props {
  member: MemberRow
  organizationName: string
  isOpen: boolean
  /** Why the viewer may not remove them; undefined where they may. */
  reason: string | undefined
  onClose: () => void
}

/** Removes somebody else, or has the viewer leave. */
export function RemoveMemberModal(props: Props) {
  return props.member.isViewer ? <LeaveModal {...props} /> : <RemoveModal {...props} />
}

function RemoveModal({ member, organizationName, isOpen, reason, onClose }: Props) {
  const remove = useRemoval(member.id)
  const count = useStoppingCount(member.id, isOpen)
  const [isResending, setResending] = useState(false)
  const close = () => {
    setResending(false)
    onClose()
  }
  return (
    <ConfirmDialog
      isOpen={isOpen}
      isLoading={count === undefined}
      closedReason={reason}
      goneReason={strings.people.gone(member.name)}
      title={strings.member.removeTitle(member.name)}
      text={strings.member.removeText(member.name, organizationName)}
      confirmLabel={strings.member.removeConfirm}
      onClose={close}
      onConfirm={async () => {
        const removed = await remove(isResending)
        notify(strings.member.removed(member.name))
        tellResent(removed)
      }}
    >
      {count ? (
        <ResendChoice
          count={count}
          isChosen={isResending}
          loss={strings.stoppedLinks.unsavedRemoval}
          onChange={setResending}
        />
      ) : null}
    </ConfirmDialog>
  )
}

function LeaveModal({ member, organizationName, isOpen, reason, onClose }: Props) {
  const { organization, organizations } = useViewer()
  const { restart } = useSession()
  const leave = useRemoval(member.id)
  const count = useStoppingCount(member.id, isOpen)
  const others = organizations.filter(({ id }) => id !== organization.id).map(({ name }) => name)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      isLoading={count === undefined}
      closedReason={reason}
      title={strings.member.leaveTitle(organizationName)}
      text={strings.member.leaveText(organizationName, others)}
      confirmLabel={strings.member.leaveConfirm}
      onClose={onClose}
      onConfirm={async () => {
        await leave(false)
        notify(strings.member.left(organizationName))
        restart()
      }}
    >
      <OwnStopping count={count} />
    </ConfirmDialog>
  )
}

/** Returns a function that removes the member. It throws RefusedError where they stay. */
function useRemoval(memberId: string) {
  const [, removeMember] = useMutation(RemoveMember)
  return async (resendPendingInvitations: boolean) => {
    const removed = await readPayload(
      removeMember({ input: { memberId, resendPendingInvitations } }, CONTEXT),
    )
    if (removed.removedCount === 0) throw new RefusedError(partRefusals(removed.errors).refusals)
    return removed
  }
}
