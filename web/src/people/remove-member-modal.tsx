import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
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
  onClose: () => void
}

export function RemoveMemberModal({ member, organizationName, isOpen, onClose }: Props) {
  const [, removeMember] = useMutation(RemoveMember)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={strings.member.removeTitle(member.name)}
      text={strings.member.removeText(member.name, organizationName)}
      confirmLabel={strings.member.removeConfirm}
      onClose={onClose}
      onConfirm={async () => {
        await requireSuccess(removeMember({ input: { memberId: member.id } }, CONTEXT))
        notify(strings.member.removed(member.name))
      }}
    />
  )
}
