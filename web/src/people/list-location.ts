import type { DeliveryStatus, Role } from '../api/graphql'
import { strings } from '../strings'

export type Tab = 'current' | 'invited' | 'suppressed'
/** Which invitations: pending ones without a status; `BOUNCED` and `BLOCKED` are pending ones that nobody can accept. */
export type Status = 'EXPIRED' | 'DECLINED' | 'REVOKED' | 'ACCEPTED' | 'BOUNCED' | 'BLOCKED'
export const PAGE_SIZE = 25
/** The server takes no longer one. */
const MAX_SEARCH = 254

/** What the lists show. All of it is kept in the address, so that it survives a reload and can be shared. */
export interface ListLocation {
  tab: Tab
  search: string
  role: Role | undefined
  group: string | undefined
  delivery: DeliveryStatus | undefined
  status: Status | undefined
  /** The bulk invite whose invitations are shown. */
  fromBulkInvite: string | undefined
  /** A field of the list's order, `-` before it for downwards, as the exports write it: `NAME`, `-JOINED_AT`. */
  order: string | undefined
  page: number
  after: string | undefined
  before: string | undefined
}

const PARAMETERS = {
  tab: 'tab',
  search: 'q',
  role: 'role',
  group: 'group',
  delivery: 'delivery',
  status: 'status',
  fromBulkInvite: 'fromBulkInvite',
  order: 'order',
  page: 'page',
  after: 'after',
  before: 'before',
} as const satisfies Record<keyof ListLocation, string>
/** To recognize the values of the enum in an address; what they mean comes from `roles`. */
const ROLES: Record<Role, true> = {
  ADMIN: true,
  GROUP_ADMIN: true,
  INVESTIGATOR: true,
  ANALYST: true,
  BROADCASTER: true,
  REMOTE: true,
}
const STATUSES: Record<Status, true> = {
  EXPIRED: true,
  DECLINED: true,
  REVOKED: true,
  ACCEPTED: true,
  BOUNCED: true,
  BLOCKED: true,
}
/** What each list can be sorted by. */
export const ORDERS: Record<Tab, readonly string[]> = {
  current: ['NAME', 'EMAIL', 'ROLE', 'JOINED_AT', 'LAST_ACTIVE_AT'],
  invited: ['EMAIL', 'ROLE', 'CREATED_AT', 'EXPIRES_AT'],
  suppressed: [],
}
const NO_FILTERS = {
  search: '',
  role: undefined,
  group: undefined,
  delivery: undefined,
  status: undefined,
  fromBulkInvite: undefined,
}
export const FIRST_PAGE = { page: 1, after: undefined, before: undefined }

export function parseListLocation(parameters: URLSearchParams): ListLocation {
  const page = Number(parameters.get(PARAMETERS.page))
  const tab = oneOf(ORDERS, parameters.get(PARAMETERS.tab)) ?? 'current'
  const order = parameters.get(PARAMETERS.order)
  const [after, before] = [parameters.get(PARAMETERS.after), parameters.get(PARAMETERS.before)]
  return {
    tab,
    search: (parameters.get(PARAMETERS.search) ?? '').slice(0, MAX_SEARCH),
    role: oneOf(ROLES, parameters.get(PARAMETERS.role)),
    group: parameters.get(PARAMETERS.group) ?? undefined,
    delivery: oneOf(strings.delivery, parameters.get(PARAMETERS.delivery)),
    status: oneOf(STATUSES, parameters.get(PARAMETERS.status)),
    fromBulkInvite: parameters.get(PARAMETERS.fromBulkInvite) ?? undefined,
    order: order && ORDERS[tab].includes(order.replace(/^-/, '')) ? order : undefined,
    // A number alone says no place in the list.
    page: Number.isInteger(page) && page > 1 && (after || before) ? page : 1,
    after: after ?? undefined,
    before: before ?? undefined,
  }
}

/** Returns the names of the parameters whose values mean nothing here: the lists are shown as if they were not there. */
export function unknownParameters(parameters: URLSearchParams): string[] {
  const location = parseListLocation(parameters)
  return Object.entries(PARAMETERS).flatMap(([key, name]) => {
    const value = parameters.get(name)
    // What is shown without a status may be named, too.
    if (key === 'status' && value === 'PENDING') return []
    // A cursor leads to a page, and says which: the first one has none.
    if (key === 'after' && value && location.page === 1) return [name]
    return value && value !== String(location[key as keyof ListLocation] ?? '') ? [name] : []
  })
}

/** Returns the parameters after a change. Another filter begins on the first page, another tab without filters. */
export function withListLocation(
  parameters: URLSearchParams,
  change: Partial<ListLocation>,
): URLSearchParams {
  const changed = new URLSearchParams(parameters)
  const values = {
    ...('tab' in change ? { ...NO_FILTERS, order: undefined } : {}),
    ...('page' in change ? {} : FIRST_PAGE),
    ...change,
  }
  for (const [key, value] of Object.entries(values)) {
    const name = PARAMETERS[key as keyof ListLocation]
    const isDefault = !value || value === 1 || value === 'current'
    if (isDefault) changed.delete(name)
    else changed.set(name, String(value))
  }
  return changed
}

/** Whether something narrows the list, but for the status of invitations: that says which list it is. */
export function isFiltered(location: ListLocation): boolean {
  const { search, role, group, delivery, fromBulkInvite } = location
  return Boolean(search || role || group || delivery || fromBulkInvite)
}

/** Returns the arguments that ask a connection field for the page. */
export function pageArguments({ page, after, before }: ListLocation) {
  if (page === 1) return { first: PAGE_SIZE }
  if (before) return { last: PAGE_SIZE, before }
  return { first: PAGE_SIZE, after }
}

function oneOf<T extends string>(values: Record<T, unknown>, value: string | null): T | undefined {
  return value !== null && Object.hasOwn(values, value) ? (value as T) : undefined
}
