import { describe, expect, it } from 'vitest'
import { formatDay, formatRelative } from './time-formats'

const NOW = Date.parse('2026-11-27T12:00:00Z')
const DAY_MS = 24 * 60 * 60_000
const ago = (days: number) => formatRelative(new Date(NOW - days * DAY_MS).toISOString(), NOW)

describe('how long ago something is', () => {
  it.each([
    [0, 'just now'],
    [1 / 1440, '1 minute ago'],
    [59.9 / 1440, '59 minutes ago'],
    [1 / 24, '1 hour ago'],
    [1, 'yesterday'],
    [59.9, '59 days ago'],
    [60, '2 months ago'],
    [62, '2 months ago'],
    [95, '3 months ago'],
    [364, '11 months ago'],
    [-2 / 24, 'in 2 hours'],
    [-90, 'in 2 months'],
  ])('%d days', (days, expected) => {
    expect(ago(days)).toBe(expected)
  })

  it.each([0.5, -0.5])('%d minutes away is at any moment where it is to come', (minutes) => {
    expect(formatRelative(new Date(NOW + minutes * 60_000).toISOString(), NOW, 'any moment')).toBe(
      'any moment',
    )
  })

  it('is a date where it is more than a year', () => {
    expect(ago(366)).toContain('2025')
  })
})

describe('a day', () => {
  it.each([
    ['2026-11-27T00:00:00Z', 'Today'],
    ['2026-11-26T00:00:00Z', 'Yesterday'],
    ['2026-11-26T23:59:59Z', 'Yesterday'],
  ])('%s is %s', (timestamp, expected) => {
    expect(formatDay(timestamp, NOW)).toBe(expected)
  })

  it('is a date before yesterday, the same in every zone', () => {
    expect(formatDay('2026-11-25T00:00:00Z', NOW)).toMatch(/25/)
  })
})
