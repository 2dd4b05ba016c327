import { describe, expect, it } from 'vitest'
import { jobsAct } from '../strings/jobs-acts'
import { partsOf, statusesFor, sumOf, targetOfGroup } from './target'

const group = {
  id: 'g',
  replyCode: 550,
  reply: 'No such user',
  recipientDomain: 'partner.example',
  deliveryCount: 12,
  deferredCount: 4,
  failedCount: 5,
  unknownCount: 2,
  bouncedCount: 1,
  firstAt: '2026-11-27T10:00:00Z',
  lastAt: '2026-11-27T11:00:00Z',
}
const target = targetOfGroup(group)

describe('how many emails there are', () => {
  const counts = { DEFERRED: 3333, FAILED: 990 }
  it.each([
    [counts, 4323, '4,323 emails: 3,333 deferred and 990 failed'],
    [{ FAILED: 200 }, 200, '200 emails, all failed'],
    [{ UNKNOWN: 1 }, 1, '1 email, unknown'],
  ])('%j', (each, count, expected) => {
    expect(jobsAct.counts(count, partsOf(each, ['DEFERRED', 'FAILED', 'UNKNOWN']))).toBe(expected)
  })
})

describe('the emails that an act is about', () => {
  it.each([
    ['retry', 12],
    ['discard', 11],
    ['settle', 2],
  ] as const)('%s: those that it can be done with', (act, count) => {
    expect(sumOf(target.counts ?? {}, statusesFor(act, target))).toBe(count)
  })

  it('are only those that the filter keeps', () => {
    expect(statusesFor('retry', { filter: { statuses: ['FAILED', 'SENT'] }, what: '' })).toEqual(['FAILED'])
    expect(statusesFor('settle', { filter: { statuses: ['FAILED'] }, what: '' })).toEqual([])
  })

  it('are told by status, without those of which there are none', () => {
    expect(partsOf({ DEFERRED: 3, FAILED: 0 }, ['DEFERRED', 'FAILED'])).toEqual([
      { count: 3, word: 'Deferred' },
    ])
  })
})
