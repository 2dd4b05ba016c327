import { describe, expect, it } from 'vitest'
import { formatInterval, formatMilliseconds, formatSpan } from './durations'

describe('a span of time', () => {
  it.each([
    [-3, '0 seconds'],
    [1, '1 second'],
    [40.9, '40 seconds'],
    [60, '1 minute'],
    [119, '119 seconds'],
    [720, '12 minutes'],
    [3600, '1 hour'],
    [7199, '119 minutes'],
    [7200, '2 hours'],
    [200_000, '2 days'],
  ])('of %d seconds is %s', (seconds, expected) => {
    expect(formatSpan(seconds)).toBe(expected)
  })

  it.each([
    [0, '0 ms'],
    [250.4, '250 ms'],
    [1500, '1 second'],
    [12_000, '12 seconds'],
  ])('of %d ms is %s', (milliseconds, expected) => {
    expect(formatMilliseconds(milliseconds)).toBe(expected)
  })

  it.each([
    [0.5, '500 ms'],
    [1, '1 second'],
    [3600, '1 hour'],
  ])('from one run to the next of %d seconds is %s', (seconds, expected) => {
    expect(formatInterval(seconds)).toBe(expected)
  })
})
