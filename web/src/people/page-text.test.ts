import { describe, expect, it } from 'vitest'
import { atLeast, strings } from '../strings'

describe('the text of a page', () => {
  it('says that a list counted up to a limit has more', () => {
    expect(strings.people.page(1, 25, 10_000, false)).toBe('1–25 of 10,000+')
  })
  it('names the length of a list that was counted to its end', () => {
    expect(strings.people.page(26, 50, 10_000, true)).toBe('26–50 of 10,000')
    expect(strings.people.page(1, 1, 1, true)).toBe('1 of 1')
  })
  it('says of rows of a file that more are hidden than were counted', () => {
    expect(strings.summary.moreSkipped(atLeast(9_900, false))).toBe('9,900+ more are not shown here.')
  })
})
