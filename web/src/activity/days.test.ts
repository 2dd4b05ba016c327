import { describe, expect, it } from 'vitest'
import { byDay, dayTitle } from './days'

/** Of the browser's zone. */
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString()
const NOW = new Date(2026, 10, 27, 0, 30).getTime()

describe('the title of a day', () => {
  it.each([
    [at(27, 0), 'Today'],
    [at(26, 23), 'Yesterday'],
    [at(26, 0), 'Yesterday'],
  ])('%s', (timestamp, expected) => expect(dayTitle(timestamp, NOW)).toBe(expected))

  it('is the date of an earlier one', () => {
    expect(dayTitle(at(25, 23), NOW)).toContain('Wednesday')
  })
})

describe('what happened', () => {
  it('is parted at midnight in the zone of the browser', () => {
    const entries = [at(27, 12), at(27, 0), at(26, 23), at(20, 1)].map((each) => ({ at: each }))
    expect(byDay(entries).map((part) => part.length)).toEqual([2, 1, 1])
    expect(byDay([])).toEqual([])
  })
})
