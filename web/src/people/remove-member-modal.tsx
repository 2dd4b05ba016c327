import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { useSession } from '../session/session'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { notify } from '../ui/notify'
import type { MemberRow } from './queries'

const RemoveMember = graphql(
  `mutation RemoveMember($input: RemoveMemberInput!) { removeMember(input: $input) { errors { ...ErrorFields } } }`,
  [ErrorFields],
)
const CONTEXT = { additionalTypenames: ['Member'] }

interface Props {
  member: MemberRow
  organizationName: string
  isOpen: boolean
  /** Why the viewer may not remove them; undefined where they may. */
  reason: string | undefined
  onClose: () => void
}

export function RemoveMemberModal({ member, organizationName, isOpen, reason, onClose }: Props) {
  const [, removeMember] = useMutation(RemoveMember)
  const { restart } = useSession()
  const remove = async () => {
    await requireSuccess(removeMember({ input: { memberId: member.id } }, CONTEXT))
  }
  if (member.isViewer) {
    return (
      <ConfirmDialog
        isOpen={isOpen}
        closedReason={reason}
        title={strings.member.leaveTitle(organizationName)}
        text={strings.member.leaveText(organizationName)}
        confirmLabel={strings.member.leaveConfirm}
        onClose={onClose}
        onConfirm={async () => {
          await remove()
          notify(strings.member.left(organizationName))
          restart()
        }}
      />
    )
  }
  return (
    <ConfirmDialog
      isOpen={isOpen}
      closedReason={reason}
      goneReason={strings.people.gone(member.name)}
      title={strings.member.removeTitle(member.name)}
      text={strings.member.removeText(member.name, organizationName)}
      confirmLabel={strings.member.removeConfirm}
      onClose={onClose}
      onConfirm={async () => {
        await remove()
        notify(strings.member.removed(member.name))
      }}
    />
  )
}
