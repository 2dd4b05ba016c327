import { describe, expect, it } from 'vitest'
import { byHour, laneOf } from './throughput'

const START = Date.parse('2026-11-27T10:00:00Z')
const points = [0, 200, 1, 4].map((sentCount, place) => ({
  from: new Date(START + place * 30 * 60_000).toISOString(),
  sentCount,
  deferredCount: 1,
  failedCount: 0,
}))

describe('the bars of 24 hours', () => {
  it('are parts of the highest one, and never too low to be seen', () => {
    expect(laneOf(points, 'sentCount')).toEqual({
      total: 205,
      peak: 200,
      peakAt: '2026-11-27T10:30:00.000Z',
      heights: [0, 1, 0.06, 0.06],
    })
  })

  it('are none where nothing happened', () => {
    expect(laneOf(points, 'failedCount')).toEqual({
      total: 0,
      peak: 0,
      peakAt: undefined,
      heights: [0, 0, 0, 0],
    })
  })

  it('are hours in the table, newest first', () => {
    expect(byHour(points)).toEqual([
      { from: '2026-11-27T11:00:00.000Z', sentCount: 5, deferredCount: 2, failedCount: 0 },
      { from: '2026-11-27T10:00:00.000Z', sentCount: 200, deferredCount: 2, failedCount: 0 },
    ])
  })
})
