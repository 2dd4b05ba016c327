import { describe, expect, it } from 'vitest'
import { strengthOf } from './strength'

describe('the strength of a password', () => {
  it('says how many characters are missing, and counts an emoji as one', () => {
    expect(strengthOf('', [])).toEqual({ level: 'short', missing: 12 })
    expect(strengthOf('😀😀', [])).toEqual({ level: 'short', missing: 10 })
  })

  it.each(['aaaaaaaaaaaaaaa', 'abababababab', 'abcdefghijklm', '012345678901', '987654321098'])(
    'finds %s weak',
    (password) => {
      expect(strengthOf(password, [])).toEqual({ level: 'weak' })
    },
  )

  it("finds the person's own words weak", () => {
    expect(strengthOf('Grace Hopper 1', ['grace hopper'])).toEqual({ level: 'weak' })
  })

  it('takes no notice of words too short to matter', () => {
    expect(strengthOf('correct horse', ['', 'or'])).toEqual({ level: 'good' })
  })

  it('finds a few words strong', () => {
    expect(strengthOf('correct horse battery', [])).toEqual({ level: 'strong' })
  })
})
