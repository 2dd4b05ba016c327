import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CUSTOM, daysOf, expiryOf, MAX_DAYS, MIN_DAYS, NEVER } from './expiry'

describe('how long invitations are good for', () => {
  it.each([null, 1, 7, 14, 30, 31, 3650])('is chosen as what is saved: %s', (days) => {
    expect(daysOf(expiryOf(days))).toBe(days)
  })

  it('is one of the usual ones, or another number', () => {
    expect(expiryOf(null).choice).toBe(NEVER)
    expect(expiryOf(14).choice).toBe('14')
    expect(expiryOf(15)).toEqual({ choice: CUSTOM, custom: 15 })
  })

  it.each(['', 0, 1.5, -7, 3651, '99999999999', 'many'])('is none where %j is typed', (custom) => {
    expect(daysOf({ choice: CUSTOM, custom })).toBeUndefined()
  })

  it('has the bounds of the API', () => {
    const schema = readFileSync('../schema/schema.graphql', 'utf8')
    expect(schema).toContain(`${MIN_DAYS} to ${MAX_DAYS}, for invitations made or sent again from now on.`)
  })
})
