import { describe, expect, it } from 'vitest'
import { inTrouble } from './schedule-trouble'

const AT = '2026-11-27T12:00:00Z'

describe('a schedule is in trouble', () => {
  it.each([
    [true, null, true],
    [false, null, false],
    [false, '2026-11-27T11:59:00Z', true],
    [false, '2026-11-26T12:00:01Z', true],
    [false, '2026-11-26T12:00:00Z', false],
    [true, '2026-11-01T12:00:00Z', true],
  ])('late: %s, last error at %s: %s', (isLate, lastErrorAt, expected) => {
    expect(inTrouble({ isLate, lastErrorAt }, AT)).toBe(expected)
  })
})
