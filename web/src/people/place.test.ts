import { describe, expect, it } from 'vitest'
import { pageArguments, readPlace, writePlace } from './place'

const at = (query: string) => readPlace(new URLSearchParams(query))

describe('a place in the lists', () => {
  it('is the first page of Current Users without an address', () => {
    expect(at('')).toMatchObject({ tab: 'current', search: '', page: 1 })
  })

  it('survives a round trip through the address', () => {
    const written = writePlace(new URLSearchParams('tab=invited'), { role: 'ANALYST', search: 'ada & co' })
    expect(readPlace(written)).toMatchObject({ tab: 'invited', role: 'ANALYST', search: 'ada & co', page: 1 })
  })

  it('begins on the first page after another filter', () => {
    const written = writePlace(new URLSearchParams('page=3&after=x&q=ada'), { role: 'ADMIN' })
    expect(written.toString()).toBe('q=ada&role=ADMIN')
  })

  it('drops the filters of the tab that is left', () => {
    expect(writePlace(new URLSearchParams('q=ada&group=g'), { tab: 'invited' }).toString()).toBe(
      'tab=invited',
    )
  })

  it('keeps what is not its own', () => {
    expect(writePlace(new URLSearchParams('invite=bulk&tab=invited'), { tab: 'current' }).toString()).toBe(
      'invite=bulk',
    )
  })

  it.each(['page=-1', 'page=1.5', 'page=many', 'role=KING', 'role=toString'])(
    'takes no notice of %s',
    (query) => {
      expect(at(query)).toMatchObject({ page: 1, role: undefined })
    },
  )

  it('asks for a page by the cursor that leads to it', () => {
    expect(pageArguments(at('page=2&after=a'))).toEqual({ first: 25, after: 'a' })
    expect(pageArguments(at('page=2&before=b'))).toEqual({ last: 25, before: 'b' })
    expect(pageArguments(at('after=a'))).toEqual({ first: 25 })
  })
})
