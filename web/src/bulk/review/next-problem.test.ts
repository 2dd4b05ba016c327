import { describe, expect, it } from 'vitest'
import { nextProblem } from './next-problem'
import type { ReviewRow } from './queries'

type Severity = ReviewRow['problems'][number]['severity']

function row(id: string, severity?: Severity, column = 'email'): ReviewRow {
  const problem = severity && {
    code: 'INVALID_EMAIL' as const,
    severity,
    path: [column],
    suggestion: null,
    value: null,
    message: '',
  }
  return { id, line: 1, email: '', role: '', groups: [], status: 'VALID', problems: problem ? [problem] : [] }
}
const placeOf = (rows: ReviewRow[], saved: string) => {
  const next = nextProblem(rows, saved)
  return next && `${next.row.id} ${next.column}`
}

describe('the next problem', () => {
  it.each([
    ['its own other error', [row('a', 'ERROR', 'role'), row('b', 'ERROR')], 'a role'],
    [
      'the next error below',
      [row('x', 'ERROR'), row('a'), row('b'), row('c', 'ERROR', 'groups')],
      'c groups',
    ],
    ['the first above, where none is below', [row('x', 'ERROR'), row('a'), row('b', 'WARNING')], 'x email'],
    ['a warning below, without errors', [row('x', 'WARNING'), row('a'), row('b', 'WARNING')], 'b email'],
    ['nothing', [row('x', 'WARNING'), row('a'), row('b')], undefined],
  ])('is %s', (_, rows, expected) => {
    expect(placeOf(rows, 'a')).toBe(expected)
  })

  it('is the first error where the row is no longer there', () => {
    expect(placeOf([row('x'), row('y', 'ERROR')], 'gone')).toBe('y email')
  })
})
