import { describe, expect, it } from 'vitest'
import { exportPath, invitationFilter } from './list-filters'
import { parseListLocation } from './list-location'

const parse = (query: string) => parseListLocation(new URLSearchParams(query))

describe('the filter of Invited Users', () => {
  it.each([
    ['tab=invited', {}],
    ['tab=invited&status=EXPIRED', { statuses: ['EXPIRED'] }],
    ['tab=invited&status=BOUNCED&delivery=SENT', { deliveries: ['BOUNCED'] }],
    ['tab=invited&status=BLOCKED&role=ANALYST', { linkBlocked: true, roles: ['ANALYST'] }],
    ['tab=invited&q=ada&group=g&fromBulkInvite=b', { search: 'ada', groupIds: ['g'], bulkInviteId: 'b' }],
  ])('of %s', (query, filter) => {
    expect(JSON.parse(JSON.stringify(invitationFilter(parse(query))))).toEqual(filter)
  })
})

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
