import type { MemberViewer } from '../session/viewer'
import { strings } from '../strings'
import type { MemberRow } from './queries'

const MANAGERS = ['ADMIN', 'GROUP_ADMIN']

/** Why the viewer may not change this member's role; undefined where they may. */
export function whyNotRole(
  me: Pick<MemberViewer['member'], 'role'>,
  member: MemberRow,
  admins: number | undefined,
) {
  if (member.isViewer) return own(me, admins) ?? strings.people.ownRole
  return member.viewerCanUpdateRole ? undefined : whyNot(me, member)
}

/** Why the viewer may not remove this member; undefined where they may. */
export function whyNotRemove(
  me: Pick<MemberViewer['member'], 'role'>,
  member: MemberRow,
  admins: number | undefined,
) {
  if (member.isViewer) return own(me, admins) ?? strings.people.ownRemoval
  return member.viewerCanRemove ? undefined : whyNot(me, member)
}

/** Why the viewer may not act on an invitation. */
export function whyNotInvitation(me: Pick<MemberViewer['member'], 'role'>) {
  return MANAGERS.includes(me.role) ? strings.invitation.mayNot : strings.people.mayNot
}

function own(me: Pick<MemberViewer['member'], 'role'>, admins: number | undefined) {
  if (!MANAGERS.includes(me.role)) return strings.people.mayNot
  return me.role === 'ADMIN' && admins === 1 ? strings.people.lastAdmin : undefined
}

function whyNot(me: Pick<MemberViewer['member'], 'role'>, member: MemberRow) {
  if (!MANAGERS.includes(me.role)) return strings.people.mayNot
  return member.role === 'ADMIN' ? strings.people.adminsOnly : strings.people.notYourGroups
}
