import { describe, expect, it } from 'vitest'
import { actorName, entryText, fieldName, shownChanges } from './entry-text'

const change = (field: string, from: string | null, to: string | null) => ({ field, from, to })

describe('what happened', () => {
  it('leaves the change to the lines below', () => {
    const text = 'The role of Ada was changed from Analyst to Admin'
    const entry = { action: 'member.role_changed', subjectName: 'Ada', text }
    expect(entryText(entry)).toBe('The role of Ada was changed')
    expect(entryText({ ...entry, subjectName: null })).toBe(text)
  })

  it("is the API's sentence for everything else, also for what this page does not know", () => {
    const text = 'Ada was removed'
    expect(entryText({ action: 'member.removed', subjectName: 'Ada', text })).toBe(text)
    expect(entryText({ action: 'kiosk.painted', subjectName: 'Ada', text })).toBe(text)
  })
})

describe('the lines of an entry', () => {
  it('are what was something before', () => {
    const role = change('role', 'Analyst', null)
    const changes = [role, change('email', 'ada@x.example', null), change('invited', null, '8')]
    expect(shownChanges({ action: 'member.removed', changes })).toEqual([role])
  })

  it('are all changes where the sentence leaves them out', () => {
    const groups = change('groups', null, 'Kiosks')
    expect(shownChanges({ action: 'member.groups_changed', changes: [groups] })).toEqual([groups])
    expect(shownChanges({ action: 'member.joined', changes: [groups] })).toEqual([])
  })

  it('name their fields in words', () => {
    expect(fieldName('invitationTtlDays')).toBe('Invitations expire after')
    expect(fieldName('somethingNew')).toBe('Something new')
  })
})

describe('who acted', () => {
  it('is the service itself where no person is named so', () => {
    expect(actorName({ actorName: 'time limit', actorId: null })).toBe('Time limit')
    expect(actorName({ actorName: 'time limit', actorId: 'VXNlcjox' })).toBe('time limit')
    expect(actorName({ actorName: 'ada@x.example', actorId: null })).toBe('ada@x.example')
  })
})
