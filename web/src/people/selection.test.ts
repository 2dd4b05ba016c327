import { describe, expect, it } from 'vitest'
import { nothingSelected, pageToggled, refreshed, type Selection, toggled } from './selection'

interface Row {
  id: string
  role?: string
}

const rows = (ids: string): Row[] => [...ids].map((id) => ({ id }))
const [PAGE, NEXT] = [rows('abcde'), rows('fgh')]
const ids = ({ rows: selected }: Selection<Row>) => [...selected.keys()].sort().join('')
const row = (id: string): Row => ({ id })

/** Presses on rows of the page one after the other; a capital letter is a press with Shift. */
const press = (presses: string, before = nothingSelected<Row>('k')) =>
  [...presses].reduce((selection, each) => {
    const id = each.toLowerCase()
    return toggled(selection, PAGE, row(id), each !== id)
  }, before)

describe('a selection', () => {
  it.each([
    ['a', 'a'],
    ['ab', 'ab'],
    ['aba', 'b'],
    ['bD', 'bcd'],
    ['dB', 'bcd'],
    ['bDE', 'bcde'],
    ['C', 'c'],
  ])('after %s is %s', (presses, expected) => {
    expect(ids(press(presses))).toBe(expected)
  })

  it('takes a range out again, where its end was selected', () => {
    expect(ids(press('bE'))).toBe('bcde')
    expect(ids(press('bEcE'))).toBe('b')
  })

  it('takes one row alone, where the range would begin on another page', () => {
    const before = press('b')
    expect(ids(toggled(before, NEXT, row('h'), true))).toBe('bh')
  })

  it('of a page is added to those of other pages, and taken out alone', () => {
    const both = pageToggled(press('b'), NEXT)
    expect(ids(both)).toBe('bfgh')
    expect(ids(pageToggled(both, NEXT))).toBe('b')
    expect(ids(pageToggled(both, PAGE))).toBe('abcdefgh')
  })

  it('of all that match is what is seen, without the one that is taken out', () => {
    const all = { ...press('b'), matching: 106 }
    const without = toggled(all, NEXT, row('g'), false)
    expect([ids(without), without.matching]).toEqual(['bfh', undefined])
    expect(ids(pageToggled(all, NEXT))).toBe('')
  })

  it('keeps rows as they are now, without those that are gone', () => {
    const after = refreshed(press('abc'), ['b', 'c', 'd'], [{ id: 'b', role: 'ADMIN' }])
    expect([...after.rows.values()]).toEqual([{ id: 'a' }, { id: 'b', role: 'ADMIN' }])
  })
})
