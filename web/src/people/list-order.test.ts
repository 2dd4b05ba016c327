import { describe, expect, it } from 'vitest'
import type { Tab } from './list-location'
import { nextOrder, orderArgument, ordersBy } from './list-order'

/** What the address says after each of three presses on one heading. */
function threePresses(tab: Tab, field: string, order?: string): (string | undefined)[] {
  const found: (string | undefined)[] = []
  for (let press = 0; press < 3; press += 1) {
    order = nextOrder({ tab, order }, field)
    found.push(order)
  }
  return found
}

describe('the order of a list', () => {
  it.each<[Tab, string, (string | undefined)[]]>([
    ['current', 'ROLE', ['ROLE', '-ROLE', undefined]],
    ['current', 'JOINED_AT', ['-JOINED_AT', 'JOINED_AT', undefined]],
    ['current', 'LAST_ACTIVE_AT', ['-LAST_ACTIVE_AT', 'LAST_ACTIVE_AT', undefined]],
    ['invited', 'EMAIL', ['EMAIL', '-EMAIL', undefined]],
    ['invited', 'EXPIRES_AT', ['EXPIRES_AT', '-EXPIRES_AT', undefined]],
  ])('of %s by %s returns to the default with the third press', (tab, field, expected) => {
    expect(threePresses(tab, field)).toEqual(expected)
  })

  it('turns round the default at the first press, and back at the next', () => {
    expect(threePresses('current', 'NAME')).toEqual(['-NAME', undefined, '-NAME'])
    expect(threePresses('invited', 'CREATED_AT')).toEqual(['CREATED_AT', undefined, 'CREATED_AT'])
  })

  it('begins anew with another heading', () => {
    expect(nextOrder({ tab: 'current', order: 'JOINED_AT' }, 'ROLE')).toBe('ROLE')
    expect(nextOrder({ tab: 'current', order: 'JOINED_AT' }, 'NAME')).toBeUndefined()
  })

  it('has two directions of each field, the usual one first', () => {
    expect(ordersBy('current', 'EMAIL')).toEqual(['EMAIL', '-EMAIL'])
    expect(ordersBy('invited', 'CREATED_AT')).toEqual(['-CREATED_AT', 'CREATED_AT'])
  })

  it('is asked for as the API has it', () => {
    expect(orderArgument({ order: '-JOINED_AT' })).toEqual({ field: 'JOINED_AT', direction: 'DESC' })
    expect(orderArgument({ order: 'EMAIL' })).toEqual({ field: 'EMAIL', direction: 'ASC' })
    expect(orderArgument({ order: undefined })).toBeUndefined()
  })
})
