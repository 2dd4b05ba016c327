import { describe, expect, it } from 'vitest'
import { noteServerTime, serverTimeAt } from './server-time'

function responseAt(date: string | null): Response {
  return new Response(null, date ? { headers: { date } } : {})
}

describe('the time of the server', () => {
  it('is not known before a response, and not by a response without a date', () => {
    expect(serverTimeAt(0)).toBeUndefined()
    noteServerTime(responseAt(null))
    noteServerTime(responseAt('yesterday'))
    expect(serverTimeAt(0)).toBeUndefined()
  })

  it('is by the last response, at most a second earlier', () => {
    noteServerTime(responseAt('Sat, 31 Jan 2026 13:00:00 GMT'))
    const before = performance.now()
    noteServerTime(responseAt('Sat, 31 Jan 2026 12:00:00 GMT'))
    const after = performance.now()
    const noon = Date.parse('2026-01-31T12:00:00Z')
    expect(Number(serverTimeAt(before))).toBeLessThanOrEqual(noon - 1_000)
    expect(Number(serverTimeAt(after))).toBeGreaterThanOrEqual(noon - 1_000)
  })
})
