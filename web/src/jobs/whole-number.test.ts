import { describe, expect, it } from 'vitest'
import { wholeNumber } from './whole-number'

describe('a whole number', () => {
  it.each([
    ['6667', 6667],
    [' 6,667 ', 6667],
    ['6.667', 6667],
    ['1 000 000', 1_000_000],
    ['0', 0],
  ])('is %j', (text, expected) => {
    expect(wholeNumber(text)).toBe(expected)
  })

  it.each([[''], ['-1'], ['1.5'], ['12,34'], ['many'], ['12345678901']])('is not %j', (text) => {
    expect(wholeNumber(text)).toBeUndefined()
  })
})
