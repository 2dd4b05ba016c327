import type { MemberViewer } from '../session/viewer'
import { strings } from '../strings'
import type { InvitationRow, MemberRow } from './queries'

type Permissions = Pick<MemberViewer, 'canInvite' | 'assignableRoles'>

/** Why the viewer may not change a member's role; undefined where they may. */
export function roleDisabledReason(viewer: Permissions, member: MemberRow): string | undefined {
  if (member.viewerCanUpdateRole) return undefined
  if (member.isViewer && member.role !== 'ADMIN') return strings.people.ownRole
  return memberDisabledReason(viewer, member)
}

/** Why the viewer may not change a member's groups; undefined where they may. */
export function groupsDisabledReason(viewer: Permissions, member: MemberRow): string | undefined {
  return member.viewerCanUpdateGroups ? undefined : memberDisabledReason(viewer, member)
}

/** Why the viewer may not remove a member; undefined where they may. */
export function removeDisabledReason(viewer: Permissions, member: MemberRow): string | undefined {
  return member.viewerCanRemove ? undefined : memberDisabledReason(viewer, member)
}

/** Whether something can be done with a member together with others. Oneself is changed with thought, and alone. */
export const canSelectMember = (member: MemberRow) => !member.isViewer && member.viewerCanUpdateGroups

/** Why a member cannot be selected; undefined where they can. */
export function selectDisabledReason(viewer: Permissions, member: MemberRow): string | undefined {
  if (canSelectMember(member)) return undefined
  return member.isViewer ? strings.lists.ownRow : memberDisabledReason(viewer, member)
}

/** Whether something can be done with an invitation together with others. */
export function canSelectInvitation(invitation: InvitationRow): boolean {
  const { viewerCanResend, viewerCanRevoke, viewerCanUpdateRole, viewerCanUpdateGroups } = invitation
  return viewerCanResend || viewerCanRevoke || viewerCanUpdateRole || viewerCanUpdateGroups
}

/** Why the viewer may not act on an invitation that the server does not let them act on. */
export function invitationDisabledReason({ canInvite }: Permissions): string {
  return canInvite ? strings.invitation.mayNot : strings.people.mayNot
}

function memberDisabledReason({ canInvite, assignableRoles }: Permissions, member: MemberRow): string {
  if (!canInvite) return strings.people.mayNot
  if (!assignableRoles.includes(member.role)) return strings.people.adminsOnly
  // Groups may be changed of everybody whom the viewer manages, so what is left is the rule about the last Admin.
  return member.viewerCanUpdateGroups ? strings.people.lastAdmin : strings.people.notYourGroups
}
