import { describe, expect, it } from 'vitest'
import { initials } from './initials'

describe('the initials of a name', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada lovelace', 'AL'],
    ['Ludwig van Beethoven', 'LB'],
    ['Madonna', 'M'],
    ['  Élif   Bauer ', 'ÉB'],
    ["O'Brien-Smith Jr.", 'OJ'],
    ['"Grace" Hopper', 'GH'],
    ['Ada Lovelace (she/her)', 'AL'],
    ['Ada [external] Lovelace', 'AL'],
    ['(Ada)', 'A'],
    ['3 Kiosk', '3K'],
    ['Åsa Öberg', 'ÅÖ'],
    ['ßigurd Berg', 'ßB'],
    ['Юлия Иванова', 'ЮИ'],
    ['გიორგი მაისურაძე', 'გმ'],
  ])('are letters: %s', (name, expected) => {
    expect(initials(name)).toBe(expected)
  })

  it.each([
    ['دينا عبد الرحمن', 'د'],
    ['דוד לוי', 'ד'],
    ['田中太郎', '田'],
    ['山田 花子', '山'],
    ['김민준', '김'],
    ['Anna 田中', 'A'],
  ])('are one letter where two would read as something else: %s', (name, expected) => {
    expect(initials(name)).toBe(expected)
  })

  it.each([
    ['🚀 Rocket Team', 'RT'],
    ['🚀', '🚀'],
    ['👩‍🚀👨‍🚀', '👩‍🚀'],
    ['🇩🇪', '🇩🇪'],
    ['…', ''],
    ['---', ''],
    ['', ''],
  ])('are no halves of a character, and no punctuation: %s', (name, expected) => {
    expect(initials(name)).toBe(expected)
  })
})
