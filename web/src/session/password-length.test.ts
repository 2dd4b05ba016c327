import { describe, expect, it } from 'vitest'
import { missingCharacters } from './password-length'

describe('the length of a password', () => {
  it.each([
    ['', 12],
    ['too short', 3],
    ['just enough!', 0],
    ['more than enough', 0],
  ])('of %j lacks %i', (password, missing) => {
    expect(missingCharacters(password)).toBe(missing)
  })

  it('counts an emoji as one character', () => {
    expect(missingCharacters('😀😀')).toBe(10)
  })
})
