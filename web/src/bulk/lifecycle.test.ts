import { describe, expect, it } from 'vitest'
import { guessedEncoding, invitationsToSend, isSettled, newer } from './lifecycle'

describe('a bulk invite', () => {
  it('never goes back to an older state', () => {
    const [before, after] = [
      { id: 'b', sequence: 4 },
      { id: 'b', sequence: 5 },
    ]
    expect(newer(after, before)).toBe(after)
    expect(newer(before, after)).toBe(after)
    expect(newer(after, null)).toBe(after)
    expect(newer(after, { id: 'another', sequence: 1 })).toEqual({ id: 'another', sequence: 1 })
  })

  it.each([
    ['COMPLETED', 1, false, false],
    ['COMPLETED', 0, false, true],
    ['COMPLETED', 0, true, false],
    ['CANCELED', 0, false, true],
    ['FAILED', 1, false, false],
    ['FAILED', 0, false, true],
    ['SENDING', 0, false, false],
    ['READY', 0, false, false],
    ['MAPPING', 0, false, false],
  ] as const)(
    '%s with %i emails waiting, and revoking %s, is settled: %s',
    (status, emailsWaiting, isRevoking, expected) => {
      expect(isSettled({ status, emailsWaiting, isRevoking })).toBe(expected)
    },
  )
})

describe('the encoding of a file', () => {
  it.each([
    ['windows-1252', 'windows-1252'],
    ['utf-8', undefined],
    ['UTF-16', undefined],
    [null, undefined],
  ])('%s was guessed: %s', (encoding, guessed) => {
    expect(guessedEncoding({ encoding })).toBe(guessed)
  })
})

describe('how many invitations an upload makes', () => {
  it('is what the API says, and otherwise all but the rows with errors', () => {
    expect(invitationsToSend({ validRows: 4, warningRows: 2, sendableRows: 5 })).toBe(5)
    expect(invitationsToSend({ validRows: 4, warningRows: 2, sendableRows: 0 })).toBe(0)
    expect(invitationsToSend({ validRows: 4, warningRows: 2, sendableRows: null })).toBe(6)
  })
})
