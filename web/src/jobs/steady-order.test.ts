import { describe, expect, it } from 'vitest'
import { steadyOrder } from './steady-order'

const rows = (text: string) => [...text].map((id) => ({ id }))
const idsOf = (text: string) => [...text]

describe('rows that are not to jump', () => {
  it.each([
    ['abc', 'cab', 'abc'],
    ['abc', 'dcebaf', 'abcdef'],
    ['abc', 'ca', 'ac'],
    ['', 'ba', 'ba'],
  ])('after %s, %s is shown as %s', (before, now, expected) => {
    expect(steadyOrder(idsOf(before), rows(now))).toEqual(rows(expected))
  })
})
