import { describe, expect, it } from 'vitest'
import { guessedEncoding, isSettled, isUnfinished, newer } from './lifecycle'

const MINE = { id: 'm', isViewer: true }
const THEIRS = { id: 't', isViewer: false }

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

  it('settles when the last email has an answer', () => {
    expect(isSettled({ status: 'COMPLETED', emailsWaiting: 1 })).toBe(false)
    expect(isSettled({ status: 'COMPLETED', emailsWaiting: 0 })).toBe(true)
    expect(isSettled({ status: 'SENDING', emailsWaiting: 0 })).toBe(false)
  })

  it('waits for the review of whoever uploaded it, and is sent for everybody to see', () => {
    expect(isUnfinished({ status: 'READY', requestedBy: MINE })).toBe(true)
    expect(isUnfinished({ status: 'READY', requestedBy: THEIRS })).toBe(false)
    expect(isUnfinished({ status: 'SENDING', requestedBy: THEIRS })).toBe(true)
    expect(isUnfinished({ status: 'COMPLETED', requestedBy: MINE })).toBe(false)
  })
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
