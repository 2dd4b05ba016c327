import { describe, expect, it } from 'vitest'
import type { MemberViewer } from '../session/viewer'
import { strings } from '../strings'
import {
  groupsDisabledReason,
  invitationDisabledReason,
  removeDisabledReason,
  roleDisabledReason,
  selectDisabledReason,
  selectInvitationDisabledReason,
} from './disabled-reasons'
import type { InvitationRow, MemberRow } from './queries'

type Permissions = Pick<MemberViewer, 'canInvite' | 'assignableRoles'>

const ADMIN: Permissions = { canInvite: true, assignableRoles: ['ADMIN', 'GROUP_ADMIN', 'ANALYST'] }
const GROUP_ADMIN: Permissions = { canInvite: true, assignableRoles: ['GROUP_ADMIN', 'ANALYST'] }
const REMOTE: Permissions = { canInvite: false, assignableRoles: [] }

/** As the API shows somebody whom the viewer does not manage. */
const somebody: MemberRow = {
  id: 'm',
  email: 'ada@acme.example',
  name: 'Ada',
  role: 'ANALYST',
  groups: [],
  joinedAt: '2026-01-01T00:00:00Z',
  lastActiveAt: null,
  pendingInvitationCount: 0,
  viewerCanUpdateRole: false,
  viewerCanUpdateGroups: false,
  viewerCanRemove: false,
  isViewer: false,
}
const managed = { ...somebody, viewerCanUpdateRole: true, viewerCanUpdateGroups: true, viewerCanRemove: true }

describe('the reason why somebody may not be changed', () => {
  it('is none where the API allows it', () => {
    expect(roleDisabledReason(ADMIN, managed)).toBeUndefined()
    expect(groupsDisabledReason(ADMIN, managed)).toBeUndefined()
    expect(removeDisabledReason(ADMIN, managed)).toBeUndefined()
  })

  it('is none for oneself where there are other Admins', () => {
    const me: MemberRow = { ...managed, role: 'ADMIN', isViewer: true }
    expect(roleDisabledReason(ADMIN, me)).toBeUndefined()
    expect(removeDisabledReason(ADMIN, me)).toBeUndefined()
    expect(groupsDisabledReason(ADMIN, me)).toBeUndefined()
  })

  it('is the rule about the last Admin where there are none', () => {
    const me: MemberRow = { ...somebody, role: 'ADMIN', isViewer: true, viewerCanUpdateGroups: true }
    expect(roleDisabledReason(ADMIN, me)).toBe(strings.people.lastAdmin)
    expect(removeDisabledReason(ADMIN, me)).toBe(strings.people.lastAdmin)
    expect(groupsDisabledReason(ADMIN, me)).toBeUndefined()
  })

  it('is about selecting oneself, though one may change oneself', () => {
    expect(selectDisabledReason(ADMIN, managed)).toBeUndefined()
    expect(selectDisabledReason(ADMIN, { ...managed, isViewer: true })).toBe(strings.lists.ownRow)
    expect(selectDisabledReason(GROUP_ADMIN, somebody)).toBe(strings.people.notYourGroups)
    expect(selectDisabledReason(REMOTE, somebody)).toBe(strings.people.mayNot)
  })

  it('names what a Group Admin may not reach', () => {
    expect(roleDisabledReason(GROUP_ADMIN, { ...somebody, role: 'ADMIN' })).toBe(strings.people.adminsOnly)
    expect(roleDisabledReason(GROUP_ADMIN, somebody)).toBe(strings.people.notYourGroups)
    expect(groupsDisabledReason(GROUP_ADMIN, somebody)).toBe(strings.people.notYourGroups)
  })

  it('sends everybody else to an Admin', () => {
    expect(roleDisabledReason(REMOTE, somebody)).toBe(strings.people.mayNot)
    expect(roleDisabledReason(REMOTE, { ...somebody, isViewer: true })).toBe(strings.people.ownRole)
    expect(invitationDisabledReason(REMOTE)).toBe(strings.people.mayNot)
    expect(invitationDisabledReason(GROUP_ADMIN)).toBe(strings.invitation.mayNot)
  })

  it('is never about groups for an Admin: the row is newer, of a role that was taken away', () => {
    expect(groupsDisabledReason(ADMIN, somebody)).toBe(strings.people.mayNot)
    expect(removeDisabledReason(ADMIN, somebody)).toBe(strings.people.mayNot)
    expect(selectDisabledReason(ADMIN, somebody)).toBe(strings.people.mayNot)
    expect(invitationDisabledReason(ADMIN)).toBe(strings.people.mayNot)
  })
})

describe('the reason why an invitation cannot be selected', () => {
  const nothing = { viewerCanResend: false, viewerCanRevoke: false, viewerCanUpdateRole: false }
  const invitation = { ...nothing, viewerCanUpdateGroups: false, isSuperseded: false }
  const reason = (viewer: Permissions, changes: Partial<InvitationRow>) =>
    selectInvitationDisabledReason(viewer, { ...invitation, ...changes } as InvitationRow)

  it('is none where something can be done with it', () => {
    expect(reason(ADMIN, { status: 'PENDING', viewerCanRevoke: true })).toBeUndefined()
    expect(reason(ADMIN, { status: 'EXPIRED', viewerCanResend: true })).toBeUndefined()
  })

  it('is that it is over, also for who manages it', () => {
    expect(reason(ADMIN, { status: 'ACCEPTED' })).toBe(strings.invitation.notSelected)
    expect(reason(REMOTE, { status: 'REVOKED' })).toBe(strings.invitation.notSelected)
    expect(reason(ADMIN, { status: 'EXPIRED', isSuperseded: true })).toBe(strings.invited.supersededHint)
  })

  it('is the role or the groups otherwise', () => {
    expect(reason(GROUP_ADMIN, { status: 'PENDING' })).toBe(strings.invitation.mayNot)
    expect(reason(REMOTE, { status: 'EXPIRED' })).toBe(strings.people.mayNot)
  })
})
