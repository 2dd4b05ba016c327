import { describe, expect, it } from 'vitest'
import type { FileColumn } from '../queries'
import { foundMeanings, hasNames, meaningOf, shownColumn, withMeaning } from './meanings'

const MAIL: FileColumn = { position: 0, header: 'Mail', samples: ['ada@x.example'], meaning: 'EMAIL' }
const TITLE: FileColumn = { position: 1, header: 'Title', samples: ['Analyst', 'Remote'], meaning: null }
const UNNAMED: FileColumn = { position: 2, header: '', samples: ['Kiosks'], meaning: 'GROUPS' }

describe('what columns mean', () => {
  it('begins with what was found', () => {
    const found = foundMeanings([MAIL, TITLE, UNNAMED])
    expect(found).toEqual({ EMAIL: 0, GROUPS: 2 })
    expect([0, 1, 2].map((position) => meaningOf(found, position))).toEqual(['EMAIL', null, 'GROUPS'])
  })

  it.each([
    ['a column that meant nothing', 1, 'ROLE', { EMAIL: 0, GROUPS: 2, ROLE: 1 }],
    ['one that had another meaning', 2, 'ROLE', { EMAIL: 0, ROLE: 2 }],
    ['one, taken from another', 1, 'EMAIL', { EMAIL: 1, GROUPS: 2 }],
    ['nothing any more', 0, null, { GROUPS: 2 }],
    ['what it meant before', 0, 'EMAIL', { EMAIL: 0, GROUPS: 2 }],
  ] as const)('is changed: %s', (_, position, meaning, expected) => {
    expect(withMeaning({ EMAIL: 0, GROUPS: 2 }, position, meaning)).toEqual(expected)
  })
})

describe('the first line', () => {
  it('names the columns where any has a name', () => {
    expect(hasNames([UNNAMED, TITLE])).toBe(true)
    expect(hasNames([UNNAMED])).toBe(false)
  })

  it('is one of the rows where it does not name them', () => {
    expect(shownColumn(TITLE, true, false)).toMatchObject({
      header: '',
      samples: ['Title', 'Analyst', 'Remote'],
    })
    expect(shownColumn(UNNAMED, true, false)).toMatchObject({ header: '', samples: ['Kiosks'] })
  })

  it('is no row where it does', () => {
    expect(shownColumn(UNNAMED, false, true)).toMatchObject({ header: 'Kiosks', samples: [] })
    expect(shownColumn({ ...UNNAMED, samples: [] }, false, true)).toMatchObject({ header: '', samples: [] })
  })

  it('stays what it is', () => {
    expect(shownColumn(TITLE, true, true)).toBe(TITLE)
    expect(shownColumn(UNNAMED, false, false)).toBe(UNNAMED)
  })
})
