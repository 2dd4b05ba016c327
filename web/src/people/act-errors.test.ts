import { describe, expect, it } from 'vitest'
import { describeNotDone, isCountChanged, sortErrors } from './act-errors'

const error = (path: string[] | null, message = 'No.') => ({ message, path })
const of = (count: number) => `${count} people`

describe('the errors of an act on many', () => {
  it('name who was refused, by the place in the request', () => {
    const { notDone, whole } = sortErrors([error(['memberIds', '1'], 'Not yours.')], ['Ada', 'Bilal'])
    expect(notDone).toEqual([{ name: 'Bilal', reason: 'Not yours.' }])
    expect(whole).toEqual([])
  })

  it.each([[['role']], [['addGroupIds', '1']], [['matching', 'expectedCount']], [null]])(
    'are about the whole request with the path %j',
    (path) => {
      expect(sortErrors([error(path)], ['Ada'])).toEqual({ notDone: [], notResent: [], whole: [error(path)] })
    },
  )

  it('tell those who were removed from their invitations', () => {
    expect(sortErrors([error(['resendPendingInvitations'], 'Declined.')], []).notResent).toEqual([
      'Declined.',
    ])
  })

  it('are counted where it is not known whose they are', () => {
    const { notDone } = sortErrors(
      [error(['matching'], 'A.'), error(['matching'], 'B.'), error(['matching'], 'A.')],
      [],
    )
    expect(describeNotDone(notDone, of)).toEqual(['2 people: A.', '1 people: B.'])
  })

  it('do not name somebody twice', () => {
    const notDone = [
      { name: 'a@x.example', reason: 'a@x.example declined.' },
      { name: 'Bilal', reason: 'Not yours.' },
    ]
    expect(describeNotDone(notDone, of)).toEqual(['a@x.example declined.', 'Bilal: Not yours.'])
  })

  it('say whether the list has changed', () => {
    expect(isCountChanged({ ...error(['matching', 'expectedCount']), code: 'CONFLICT' })).toBe(true)
    expect(isCountChanged({ ...error(['ids', '1']), code: 'CONFLICT' })).toBe(false)
    expect(isCountChanged({ ...error(['matching', 'expectedCount']), code: 'TOO_LONG' })).toBe(false)
  })
})
