import { describe, expect, it } from 'vitest'
import { strings } from '../strings'
import { whyNotInvitation, whyNotRemove, whyNotRole } from './permission'
import type { MemberRow } from './queries'

const somebody: MemberRow = {
  id: 'm',
  email: 'ada@acme.example',
  name: 'Ada',
  role: 'ANALYST',
  groups: [],
  joinedAt: '2026-01-01T00:00:00Z',
  viewerCanUpdateRole: false,
  viewerCanRemove: false,
  isViewer: false,
}

describe('the reason why somebody may not be changed', () => {
  it('is none where the API allows it', () => {
    const member = { ...somebody, viewerCanUpdateRole: true, viewerCanRemove: true }
    expect(whyNotRole({ role: 'ADMIN' }, member, 2)).toBeUndefined()
    expect(whyNotRemove({ role: 'ADMIN' }, member, 2)).toBeUndefined()
  })

  it('tells the last Admin from one of several', () => {
    const me = { ...somebody, role: 'ADMIN' as const, isViewer: true, viewerCanUpdateRole: true }
    expect(whyNotRole({ role: 'ADMIN' }, me, 1)).toBe(strings.people.lastAdmin)
    expect(whyNotRole({ role: 'ADMIN' }, me, 2)).toBe(strings.people.ownRole)
    expect(whyNotRemove({ role: 'ADMIN' }, me, 2)).toBe(strings.people.ownRemoval)
  })

  it('names what a Group Admin may not reach', () => {
    expect(whyNotRole({ role: 'GROUP_ADMIN' }, { ...somebody, role: 'ADMIN' }, 2)).toBe(
      strings.people.adminsOnly,
    )
    expect(whyNotRole({ role: 'GROUP_ADMIN' }, somebody, 2)).toBe(strings.people.notYourGroups)
  })

  it('sends everybody else to an Admin', () => {
    expect(whyNotRole({ role: 'REMOTE' }, somebody, 2)).toBe(strings.people.mayNot)
    expect(whyNotRole({ role: 'REMOTE' }, { ...somebody, isViewer: true }, 2)).toBe(strings.people.mayNot)
    expect(whyNotInvitation({ role: 'REMOTE' })).toBe(strings.people.mayNot)
    expect(whyNotInvitation({ role: 'GROUP_ADMIN' })).toBe(strings.invitation.mayNot)
  })
})
