import { describe, expect, it } from 'vitest'
import { matchesWords, nameKey } from './group-matching'

describe('a group', () => {
  it.each([
    ['Kiosk Élysée', 'elysee', true],
    ['Kiosk Élysée', 'ÉLYSÉE kio', true],
    ['Kiosk Élysée', ' ', true],
    ['Kiosk Élysée', 'kiosk 2', false],
  ])('%s is found by %j: %s', (name, search, isFound) => {
    expect(matchesWords(name, search)).toBe(isFound)
  })

  it('is the same in another letter case', () => {
    expect(nameKey(' KIOSK É ')).toBe(nameKey('kiosk É'))
  })
})
