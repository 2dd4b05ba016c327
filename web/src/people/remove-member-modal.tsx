import { useMutation } from 'urql'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { done } from '../api/refusals'
import { strings } from '../strings'
import { Confirm } from '../ui/confirm'
import { say } from '../ui/say'
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
    <Confirm
      isOpen={isOpen}
      title={strings.member.removeTitle(member.name)}
      text={strings.member.removeText(member.name, organizationName)}
      action={strings.member.removeConfirm}
      onClose={onClose}
      onConfirm={async () => {
        await done(removeMember({ input: { memberId: member.id } }, CONTEXT))
        say(strings.member.removed(member.name))
      }}
    />
  )
}
