import { describe, expect, it } from 'vitest'
import { problemLines } from './problem-lines'
import type { ProblemGroup } from './queries'

const group = (more: Partial<ProblemGroup>): ProblemGroup => ({
  code: 'INVALID_ROLE',
  severity: 'ERROR',
  column: 'ROLE',
  value: 'Analist',
  valueCount: 1,
  suggestion: 'Analyst',
  rowCount: 12,
  ...more,
})
const ROLES = (['Admin', 'Group Admin'] as const).map((label) => ({
  role: label === 'Admin' ? ('ADMIN' as const) : ('GROUP_ADMIN' as const),
  label,
  description: '',
  capabilities: [],
  assignable: true,
}))
const linesOf = (problemGroups: ProblemGroup[], defaultRole: 'ADMIN' | null = null) =>
  problemLines({ id: 'b', defaultRole, defaultGroups: [], problemGroups }, ROLES)

describe('what is wrong with several rows', () => {
  it('is said once, with the value that can be replaced', () => {
    const [line] = linesOf([group({})])
    expect(line?.text).toBe('12 rows have the role “Analist”, which does not exist.')
    expect(line?.filter).toEqual({
      code: 'INVALID_ROLE',
      severity: 'ERROR',
      column: 'ROLE',
      value: 'Analist',
    })
    expect(line?.group?.suggestion).toBe('Analyst')
  })

  it('offers to take out the rows that the sheet hides', () => {
    const hidden = {
      code: 'HIDDEN_ROW' as ProblemGroup['code'],
      severity: 'WARNING',
      column: null,
      value: '',
    } as const
    const [line] = linesOf([group({ ...hidden, suggestion: null, rowCount: 3 })])
    expect(line).toMatchObject({
      text: '3 rows are hidden in the sheet.',
      isRemovable: true,
      group: undefined,
    })
    expect(linesOf([group({})])[0]?.isRemovable).toBe(false)
  })

  it('counts those that become Admin in one line, however they are written', () => {
    const warning = { severity: 'WARNING', suggestion: null } as const
    const lines = linesOf(
      [
        group({ ...warning, value: 'group-admin', rowCount: 16 }),
        group({ ...warning, value: 'Admin', rowCount: 10 }),
        group({ ...warning, value: 'ADMIN', rowCount: 4 }),
        group({ ...warning, value: '', rowCount: 3 }),
      ],
      'ADMIN',
    )
    expect(lines.map(({ text, rowCount }) => [text, rowCount])).toEqual([
      ['17 become Admin, 16 Group Admin. They can invite and remove others.', 33],
    ])
    expect(lines[0]?.filter.value).toBeUndefined()
  })

  it('stands with the row where it is one', () => {
    expect(linesOf([group({ rowCount: 1 })])).toEqual([])
  })

  it('has no value where there are many', () => {
    const many = group({ code: 'INVALID_EMAIL', column: 'EMAIL', value: '', valueCount: 40, rowCount: 40 })
    const [line] = linesOf([many])
    expect(line?.text).toBe('40 rows have no valid address.')
    expect(line?.filter).toEqual({ code: 'INVALID_EMAIL', severity: 'ERROR', column: 'EMAIL' })
    expect(line?.group).toBeUndefined()
  })
})
