import { describe, expect, it } from 'vitest'
import type { BulkRow, RowProblem } from './queries'
import { cellOf, isSettled, newer, withSuggestion } from './state'

const row: BulkRow = {
  id: 'r',
  line: 3,
  email: 'ada@gmial.com',
  role: 'Analist',
  groups: ['Kiosk', 'Berlin'],
  status: 'ERROR',
  problems: [],
}
const problem = (path: string, suggestion: string, message = ''): RowProblem => ({
  code: 'INVALID_ROLE',
  severity: 'ERROR',
  path: [path],
  suggestion,
  message,
})

describe('what is known of a bulk invite', () => {
  it('never goes back to an older state', () => {
    const [before, after] = [
      { id: 'b', sequence: 4 },
      { id: 'b', sequence: 5 },
    ]
    expect(newer(after, before)).toBe(after)
    expect(newer(before, after)).toBe(after)
    expect(newer(after, null)).toBe(after)
    expect(newer(after, { id: 'another', sequence: 1 })).toEqual({ id: 'another', sequence: 1 })
  })

  it('settles when the last email has an answer', () => {
    expect(isSettled({ status: 'COMPLETED', emailsWaiting: 1 })).toBe(false)
    expect(isSettled({ status: 'COMPLETED', emailsWaiting: 0 })).toBe(true)
    expect(isSettled({ status: 'SENDING', emailsWaiting: 0 })).toBe(false)
  })
})

describe('a row with problems', () => {
  it('shows the cell that a problem is about', () => {
    expect(cellOf(row, problem('role', ''))).toBe('Analist')
    expect(cellOf(row, problem('groups', ''))).toBe('Kiosk; Berlin')
    expect(cellOf(row, undefined)).toBe('ada@gmial.com')
  })

  it('takes up a suggestion in its place', () => {
    expect(withSuggestion(row, problem('email', 'ada@gmail.com')).email).toBe('ada@gmail.com')
    expect(withSuggestion(row, problem('role', 'Analyst')).role).toBe('Analyst')
    const sentence = 'There is no group "Kiosk" in your organization.'
    expect(withSuggestion(row, problem('groups', 'Kiosks', sentence)).groups).toEqual(['Kiosks', 'Berlin'])
  })
})
