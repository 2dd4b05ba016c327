import { describe, expect, it } from 'vitest'
import { isTable, readPasted } from './pasted'
import { textRows } from './text-rows'

describe('the rows of tab-separated text', () => {
  it.each([
    [
      'a\tb\nc\td',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a\tb\r\nc\td\r\n', [['a', 'b'], ['c', 'd'], ['']]],
    [
      'a\t\n\tb',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['"one\ntwo"\t"say ""hello"""', [['one\ntwo', 'say "hello"']]],
    ['"Ada" Lovelace\t5" disk', [['"Ada" Lovelace', '5" disk']]],
    ['"open\tend', [['"open', 'end']]],
    ['', [['']]],
  ])('%j are %j', (text, expected) => {
    expect(textRows(text)).toEqual(expected)
  })
})

describe('what was pasted', () => {
  it('is a table where it has tabs, without its empty lines', () => {
    const text = 'Mail\tTeam\r\n\t\r\nada@x.example\tKiosks\r\n'
    expect(readPasted(text)).toEqual({
      source: { csv: text },
      kind: 'table',
      count: 2,
      rows: [
        ['Mail', 'Team'],
        ['ada@x.example', 'Kiosks'],
      ],
    })
  })

  it('is a list of addresses where nothing else is in it', () => {
    const text = 'Lovelace, Ada <ada@x.example>; Grace <grace@x.example>'
    expect(readPasted(text)).toEqual({
      source: { csv: text },
      kind: 'addresses',
      count: 2,
      rows: [['ada@x.example'], ['grace@x.example']],
    })
  })

  it('is lines otherwise, of which the first are shown', () => {
    const lines = ['Email,Role', ...Array.from({ length: 8 }, (_, place) => `p${place}@x.example,Analyst`)]
    const pasted = readPasted(`${lines.join('\n')}\n\n`)
    expect(pasted).toMatchObject({ kind: 'lines', count: 9 })
    expect(pasted?.rows).toEqual(lines.slice(0, 5).map((line) => [line]))
  })

  it.each(['', ' \n\t '])('is nothing: %j', (text) => {
    expect(readPasted(text)).toBeUndefined()
  })
})

describe('a table of a page', () => {
  it.each([
    [[['Email'], ['ada@x.example']], true],
    [[['ada@x.example', 'Analyst']], true],
    [[['ada@x.example']], false],
    [[['To', 'Ada <ada@x.example>; Grace <grace@x.example>']], false],
    [[], false],
  ])('is %j: %s', (rows, expected) => {
    expect(isTable(rows)).toBe(expected)
  })
})
