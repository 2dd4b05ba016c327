import { describe, expect, it } from 'vitest'
import { pageArguments, parseListLocation, unknownParameters, withListLocation } from './list-location'

const parse = (query: string) => parseListLocation(new URLSearchParams(query))

describe('the location in the lists', () => {
  it('is the first page of Current Users without an address', () => {
    expect(parse('')).toMatchObject({ tab: 'current', search: '', page: 1 })
  })

  it('survives a round trip through the address', () => {
    const changed = withListLocation(new URLSearchParams('tab=invited'), {
      role: 'ANALYST',
      search: 'ada & co',
    })
    expect(parseListLocation(changed)).toMatchObject({
      tab: 'invited',
      role: 'ANALYST',
      search: 'ada & co',
      page: 1,
    })
  })

  it('begins on the first page after another filter', () => {
    const changed = withListLocation(new URLSearchParams('page=3&after=x&q=ada'), { role: 'ADMIN' })
    expect(changed.toString()).toBe('q=ada&role=ADMIN')
  })

  it('drops the filters with another tab', () => {
    expect(withListLocation(new URLSearchParams('q=ada&group=g'), { tab: 'invited' }).toString()).toBe(
      'tab=invited',
    )
  })

  it('has another order from its first page on, and keeps the filters', () => {
    const changed = withListLocation(new URLSearchParams('q=ada&page=3&after=x'), { order: '-JOINED_AT' })
    expect(changed.toString()).toBe('q=ada&order=-JOINED_AT')
  })

  it('keeps the parameters of others', () => {
    expect(
      withListLocation(new URLSearchParams('invite=bulk&tab=invited'), { tab: 'current' }).toString(),
    ).toBe('invite=bulk')
  })

  it.each([
    'page=2',
    'page=-1&after=a',
    'page=1.5&after=a',
    'page=many&after=a',
    'role=KING',
    'role=toString',
  ])('takes no notice of %s', (query) => {
    expect(parse(query)).toMatchObject({ page: 1, role: undefined })
  })

  it('asks for a page by the cursor that leads to it', () => {
    expect(pageArguments(parse('page=2&after=a'))).toEqual({ first: 25, after: 'a' })
    expect(pageArguments(parse('page=2&before=b'))).toEqual({ last: 25, before: 'b' })
    expect(pageArguments(parse('after=a'))).toEqual({ first: 25 })
  })

  it.each([
    ['', []],
    ['tab=invited&q=ada&role=ADMIN&page=2&after=x&delivery=FAILED&invite=single', []],
    ['tab=people', ['tab']],
    ['after=x', ['after']],
    ['order=-JOINED_AT', []],
    ['tab=invited&status=PENDING', []],
    ['tab=invited&order=-JOINED_AT', ['order']],
    ['order=--NAME', ['order']],
    ['role=BOSS&delivery=lost&page=two', ['role', 'delivery', 'page']],
    ['page=2', ['page']],
    [`q=${'x'.repeat(255)}`, ['q']],
  ])('names what means nothing in %j', (query, unknown) => {
    expect(unknownParameters(new URLSearchParams(query))).toEqual(unknown)
  })
})
