import { describe, expect, it } from 'vitest'
import type { ReviewRow, RowProblem } from './queries'
import { columnOf, errorOf, severityOf, withSuggestion } from './row-change'

const problem = (path: string[] | null, more: Partial<RowProblem> = {}): RowProblem => ({
  code: 'INVALID_ROLE',
  severity: 'ERROR',
  path,
  suggestion: null,
  value: null,
  message: '',
  ...more,
})
const row: ReviewRow = {
  id: 'r',
  line: 3,
  email: 'ada@gmial.com',
  role: 'Analist',
  groups: ['Kiosk', 'Berlin'],
  status: 'ERROR',
  problems: [problem(['email'], { severity: 'WARNING' }), problem(['role'])],
}

describe('a row with problems', () => {
  it('says which column a problem is about, and how bad it is', () => {
    expect([columnOf(problem(['groups'])), columnOf(problem(null))]).toEqual(['groups', 'email'])
    expect([severityOf(row, 'email'), severityOf(row, 'role'), severityOf(row, 'groups')]).toEqual([
      'WARNING',
      'ERROR',
      undefined,
    ])
    expect([errorOf(row, 'email'), errorOf(row, 'role')]).toEqual([undefined, row.problems[1]])
  })

  it('takes a suggestion in the place of the value', () => {
    expect(withSuggestion(row, problem(['email'], { suggestion: 'ada@gmail.com' })).email).toBe(
      'ada@gmail.com',
    )
    expect(withSuggestion(row, problem(['role'], { suggestion: 'Analyst' })).role).toBe('Analyst')
    const kiosks = problem(['groups'], { suggestion: 'Kiosks', value: 'Kiosk' })
    expect(withSuggestion(row, kiosks).groups).toEqual(['Kiosks', 'Berlin'])
  })
})
