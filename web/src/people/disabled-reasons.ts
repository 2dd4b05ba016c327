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

/** Why an invitation cannot be selected; undefined where it can. */
export function selectInvitationDisabledReason(
  viewer: Permissions,
  invitation: InvitationRow,
): string | undefined {
  if (canSelectInvitation(invitation)) return undefined
  if (invitation.status === 'EXPIRED' && invitation.isSuperseded) return strings.invited.supersededHint
  const isOver = invitation.status !== 'PENDING' && invitation.status !== 'EXPIRED'
  return isOver ? strings.invitation.notSelected : invitationDisabledReason(viewer)
}

/** Why the viewer may not act on an invitation that the server does not let them act on. */
export function invitationDisabledReason(viewer: Permissions): string {
  return viewer.canInvite && !managesEverybody(viewer) ? strings.invitation.mayNot : strings.people.mayNot
}

function memberDisabledReason(viewer: Permissions, member: MemberRow): string {
  if (!viewer.canInvite) return strings.people.mayNot
  if (!viewer.assignableRoles.includes(member.role)) return strings.people.adminsOnly
  // Groups may be changed of everybody whom the viewer manages, so what is left is the rule about the last Admin.
  if (member.viewerCanUpdateGroups) return strings.people.lastAdmin
  return managesEverybody(viewer) ? strings.people.mayNot : strings.people.notYourGroups
}

/** Whether no groups of others keep the viewer out. A row that may not be changed then is newer: of another role. */
const managesEverybody = ({ assignableRoles }: Permissions) => assignableRoles.includes('ADMIN')
