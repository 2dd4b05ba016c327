import { describe, expect, it } from 'vitest'
import type { BulkInviteRow, RowProblem } from './queries'
import { problemValue, withSuggestion } from './row-problems'

const row: BulkInviteRow = {
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

describe('a row with problems', () => {
  it('shows the value that a problem is about', () => {
    expect(problemValue(row, problem('role', ''))).toBe('Analist')
    expect(problemValue(row, problem('groups', ''))).toBe('Kiosk; Berlin')
    expect(problemValue(row, undefined)).toBe('ada@gmial.com')
  })

  it('takes a suggestion in the place of the value', () => {
    expect(withSuggestion(row, problem('email', 'ada@gmail.com')).email).toBe('ada@gmail.com')
    expect(withSuggestion(row, problem('role', 'Analyst')).role).toBe('Analyst')
    const sentence = 'There is no group "Kiosk" in your organization.'
    expect(withSuggestion(row, problem('groups', 'Kiosks', sentence)).groups).toEqual(['Kiosks', 'Berlin'])
  })
})
