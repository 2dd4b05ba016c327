import { describe, expect, it } from 'vitest'
import {
  deliveryFilter,
  emailsPath,
  NO_FILTERS,
  parseEmailFilters,
  parseTab,
  unknownParts,
  withFilters,
} from './jobs-location'

const NOW = Date.parse('2026-11-27T12:00:00Z')

describe('the address of the background jobs', () => {
  it('leads back to the filters that it was made of', () => {
    const filters = {
      ...NO_FILTERS,
      statuses: ['DEFERRED', 'FAILED'] as const,
      domain: 'partner.example',
      group: 'RmFpbHVyZQ==',
      messageId: '<a&b@mail.example>',
      since: '24h' as const,
    }
    const path = emailsPath(filters)
    expect(parseEmailFilters(new URLSearchParams(path.split('?')[1]))).toEqual(filters)
  })

  it('begins on the first page after a change', () => {
    const before = new URLSearchParams('tab=emails&status=SENT&page=3&after=abc')
    expect(withFilters(before, { domain: 'a.example' }).toString()).toBe(
      'tab=emails&status=SENT&domain=a.example',
    )
  })

  it('is the overview where it names no tab that there is', () => {
    expect(parseTab(new URLSearchParams('tab=everything'))).toBe('overview')
  })

  it('says which of its parts mean nothing', () => {
    const parameters = new URLSearchParams('tab=emails&status=SENT&status=LOST&since=1y&details=x')
    expect(unknownParts(parameters)).toEqual([
      ['status', 'LOST'],
      ['since', '1y'],
    ])
  })

  it('has other states for uploads than for emails', () => {
    expect(unknownParts(new URLSearchParams('tab=uploads&status=READY&status=BOUNCED'))).toEqual([
      ['status', 'BOUNCED'],
    ])
  })
})

describe('the filter of the API', () => {
  it('is empty without filters', () => {
    expect(deliveryFilter(NO_FILTERS, NOW)).toEqual({})
  })

  it('has times in place of spans', () => {
    expect(deliveryFilter({ ...NO_FILTERS, since: '24h' }, NOW)).toEqual({
      createdAfter: '2026-11-26T12:00:00.000Z',
    })
  })
})
