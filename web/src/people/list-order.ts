import type { ListLocation, Tab } from './list-location'

/** What the lists are sorted by where nobody has said so, written as in the address. */
const DEFAULTS: Record<Tab, string> = { current: 'NAME', invited: '-CREATED_AT', suppressed: '-AT' }
/** Who came or was there last is what people look for. */
const DOWNWARDS_FIRST = ['JOINED_AT', 'LAST_ACTIVE_AT', 'CREATED_AT']

/** The order that is shown, `-` before its field for downwards. */
export const shownOrder = ({ tab, order }: Pick<ListLocation, 'tab' | 'order'>) => order ?? DEFAULTS[tab]

export const fieldOf = (order: string) => order.replace(/^-/, '')

export const isDescending = (order: string) => order.startsWith('-')

/** Returns an order as the address has it: undefined for the default, so that there is one address for one list. */
export const inAddress = (tab: Tab, order: string) => (order === DEFAULTS[tab] ? undefined : order)

/**
 * Returns the order in the address after a press on a heading: a first press sorts by it, a second one the other way
 * round, and a third one returns to the default.
 */
export function nextOrder(location: Pick<ListLocation, 'tab' | 'order'>, field: string): string | undefined {
  const { tab } = location
  const first = firstOrder(tab, field)
  const shown = shownOrder(location)
  if (fieldOf(shown) !== field) return inAddress(tab, first)
  return shown === first ? reversed(first) : undefined
}

/** The two orders by a field, the usual one first. */
export function ordersBy(tab: Tab, field: string): [string, string] {
  const first = firstOrder(tab, field)
  return [first, reversed(first)]
}

/** Returns the argument that asks a connection field for the order; undefined: the default. */
export function orderArgument<Field extends string>({ order }: Pick<ListLocation, 'order'>) {
  if (!order) return undefined
  const direction: 'ASC' | 'DESC' = isDescending(order) ? 'DESC' : 'ASC'
  return { field: fieldOf(order) as Field, direction }
}

function firstOrder(tab: Tab, field: string): string {
  if (fieldOf(DEFAULTS[tab]) === field) return DEFAULTS[tab]
  return DOWNWARDS_FIRST.includes(field) ? `-${field}` : field
}

const reversed = (order: string) => (isDescending(order) ? fieldOf(order) : `-${order}`)
