import { describe, expect, it } from 'vitest'
import { plainTags } from './page-table'
import { isTable, pastedFiles, readPasted } from './pasted'
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

  it('is the text of a page that is too large to be read twice', () => {
    const page = `<table>${'<tr><td>ada@x.example'.repeat(200_000)}</table>`
    expect(readPasted('Mail\tTeam', page)).toMatchObject({ source: { csv: 'Mail\tTeam' }, kind: 'table' })
  })

  it.each(['', ' \n\t '])('is nothing: %j', (text) => {
    expect(readPasted(text)).toBeUndefined()
  })
})

describe('files that were copied', () => {
  const picture = new File([], 'image.png', { type: 'image/png' })
  const list = new File([], 'people.csv', { type: 'text/csv' })
  it.each([
    ['a file with its name', [list], 'people.csv', [list]],
    ['a file alone', [list], '', [list]],
    ['cells with their picture', [picture], 'Email', []],
    ['a picture alone', [picture], '', [picture]],
    ['text', [], 'Email', []],
  ])('are told apart: %s', (_, files, text, expected) => {
    expect(pastedFiles(files, text)).toEqual(expected)
  })
})

describe('a table of a page', () => {
  it.each([
    [[['Email'], ['ada@x.example']], 'Email\nada@x.example', true],
    [[['ada@x.example', 'Analyst']], 'ada@x.example\tAnalyst', true],
    [[['Name'], ['Ada']], 'Name\nAda', true],
    [[['Name'], ['Ada']], 'Name\nAda\nWrite to ada@x.example', false],
    [[['ada@x.example']], 'ada@x.example', false],
    [[['To', 'Ada <ada@x.example>; Grace <grace@x.example>']], '', false],
    [[], '', false],
  ])('is %j of %j: %s', (rows, text, expected) => {
    expect(isTable(rows, text)).toBe(expected)
  })
})

describe('tags of a page', () => {
  it.each([
    ['<td class="xl65" onclick="run()" rowspan=2 colspan="3">', '<td rowspan=2 colspan="3">'],
    ["<tr height=0 style='display:none'>", '<tr hidden>'],
    ['<tr style="height: 1pt; display: none">', '<tr hidden>'],
    ['<tr hidden>', '<tr hidden>'],
    ['<tr class="is hidden" data-hidden>', '<tr>'],
    ["<img src='/x' alt='a > b'/>", '<img>'],
    ['a < b <b\n>c</b >', 'a < b <b>c</b>'],
  ])('%j become %j', (html, expected) => {
    expect(plainTags(html)).toBe(expected)
  })
})
