import { describe, expect, it } from 'vitest'
import { exportPath } from './list-filters'
import { parseListLocation } from './list-location'

const parse = (query: string) => parseListLocation(new URLSearchParams(query))

describe('the file of a list', () => {
  it.each([
    ['', '/exports/current-users.csv'],
    [
      'q=bauer+bilal&role=ADMIN&order=-JOINED_AT&page=3&after=x',
      '?q=bauer+bilal&role=ADMIN&order=-JOINED_AT',
    ],
    ['tab=invited&delivery=FAILED&group=g', '/exports/invited-users.csv?group=g&delivery=FAILED'],
    ['tab=invited&status=DECLINED', '/exports/invited-users.csv?status=DECLINED'],
    ['tab=invited&status=BOUNCED', '/exports/invited-users.csv?delivery=BOUNCED'],
    ['tab=invited&status=BLOCKED', '/exports/invited-users.csv?linkBlocked=true'],
  ])('of %j has its filters and its order', (query, path) => {
    expect(exportPath(parse(query))).toBe(path.startsWith('?') ? `/exports/current-users.csv${path}` : path)
  })
})
