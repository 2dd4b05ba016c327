import { describe, expect, it } from 'vitest'
import { type Counts, choices, countsFilter, invitationFilter, isExact } from './invitation-statuses'
import { parseListLocation } from './list-location'

const at = (query: string) => parseListLocation(new URLSearchParams(`tab=invited&${query}`))
const COUNTS: Counts = {
  pending: 3,
  expired: 0,
  declined: 0,
  revoked: 0,
  accepted: 0,
  bounced: 0,
  blocked: 0,
}

describe('what the list of invitations shows', () => {
  it.each([
    ['', { statuses: ['PENDING'] }],
    ['status=DECLINED', { statuses: ['DECLINED'] }],
    ['status=EXPIRED&delivery=SENT', { statuses: ['EXPIRED'], deliveries: ['SENT'] }],
    ['status=BOUNCED', { statuses: ['PENDING'], deliveries: ['BOUNCED'] }],
    ['status=BOUNCED&delivery=SENT', { statuses: ['PENDING'], deliveries: ['BOUNCED'] }],
    ['status=BLOCKED&q=ada', { statuses: ['PENDING'], linkBlocked: true, search: 'ada' }],
  ])('with %j is what the status says', (query, expected) => {
    expect(invitationFilter(at(query))).toEqual(expected)
  })

  it('is counted for every status alike', () => {
    const same = countsFilter(at('q=ada&role=ANALYST'))
    for (const status of ['BOUNCED', 'BLOCKED', 'REVOKED']) {
      expect(countsFilter(at(`q=ada&role=ANALYST&status=${status}`))).toEqual(same)
    }
  })
})

describe('a count', () => {
  it.each([
    ['PENDING', 10_000, '', true],
    ['PENDING', 10_000, 'role=ANALYST', true],
    ['PENDING', 9_999, 'q=ada', true],
    ['PENDING', 10_000, 'q=ada', false],
    ['PENDING', 10_000, 'group=g', false],
    ['EXPIRED', 10_000, 'delivery=SENT', false],
    ['BOUNCED', 9_999, '', true],
    ['BOUNCED', 10_000, '', false],
    ['BLOCKED', 10_000, '', false],
  ] as const)('of %s that is %i with %j is exact: %s', (status, count, query, expected) => {
    expect(isExact(status, count, at(query))).toBe(expected)
  })
})

describe('blocked links', () => {
  it('can be chosen where there are any, or while they are chosen', () => {
    expect(choices(undefined, undefined)).not.toContain('BLOCKED')
    expect(choices(COUNTS, undefined)).not.toContain('BLOCKED')
    expect(choices(COUNTS, 'BLOCKED')).toContain('BLOCKED')
    expect(choices({ ...COUNTS, blocked: 1 }, undefined)).toContain('BLOCKED')
  })
})
