import { describe, expect, it } from 'vitest'
import {
  dayOf,
  exportParameters,
  parseFilters,
  timesOf,
  unknownParts,
  withFilters,
} from './activity-location'

const parse = (text: string) => parseFilters(new URLSearchParams(text))

describe('the address of the activity', () => {
  it('says which entries are shown', () => {
    expect(parse('q=ada&action=member.removed&action=member.joined&actor=x&since=2026-05-01')).toEqual({
      search: 'ada',
      actions: ['member.joined', 'member.removed'],
      actor: 'x',
      since: '2026-05-01',
      until: undefined,
    })
  })

  it('has parts that are left out, as nothing can be found by them', () => {
    const address = 'action=member.removed&action=member.sung&since=yesterday&until=2026-02-30'
    expect(parse(address)).toMatchObject({ actions: ['member.removed'], since: undefined, until: undefined })
    expect(unknownParts(new URLSearchParams(address))).toEqual([
      ['action', 'member.sung'],
      ['since', 'yesterday'],
      ['until', '2026-02-30'],
    ])
  })

  it('begins on the first page after a change', () => {
    const before = new URLSearchParams('q=ada&action=member.removed&page=2&after=abc')
    const after = withFilters(before, { search: '', actions: ['group.created', 'group.deleted'] })
    expect(after.toString()).toBe('action=group.created&action=group.deleted')
  })
})

describe('a day', () => {
  it.each(['2026-05-31', '2024-02-29'])('is one of the calendar: %s', (day) => expect(dayOf(day)).toBe(day))
  it.each([null, '', '0026-05-31', '2026-5-31', '2026-02-29', '2026-05-31T00:00', 'today'])(
    'is not %s',
    (text) => expect(dayOf(text)).toBeUndefined(),
  )

  it('begins and ends at midnight in the zone of the browser', () => {
    const { since, until } = timesOf(parse('since=2026-05-31&until=2026-05-31'))
    expect(new Date(since ?? '')).toEqual(new Date(2026, 4, 31))
    expect(new Date(until ?? '')).toEqual(new Date(2026, 5, 1))
  })
})

describe('the parameters of an export', () => {
  it('are those of the address, with times for days', () => {
    const filters = parse('q=ada&action=member.removed&since=2026-05-31&page=3')
    expect(Object.fromEntries(new URLSearchParams(exportParameters(filters)))).toEqual({
      q: 'ada',
      action: 'member.removed',
      since: new Date(2026, 4, 31).toISOString(),
    })
  })
})
