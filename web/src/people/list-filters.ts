import type { ListLocation } from './list-location'

/** Returns the filter of Current Users. */
export const memberFilter = ({ search, role, group }: ListLocation) => ({
  search: search || undefined,
  roles: role && [role],
  groupIds: group ? [group] : undefined,
})

/** Returns where the whole list is as a file, with the filters and the order that it is shown with. */
export function exportPath({
  tab,
  search,
  role,
  group,
  delivery,
  status,
  fromBulkInvite,
  order,
}: ListLocation) {
  const parameters = new URLSearchParams()
  const add = (name: string, value: string | undefined) => value && parameters.set(name, value)
  add('q', search)
  add('role', role)
  add('group', group)
  if (tab === 'invited') {
    add('delivery', status === 'BOUNCED' ? 'BOUNCED' : delivery)
    if (status === 'BLOCKED') add('linkBlocked', 'true')
    else if (status !== 'BOUNCED') add('status', status)
    add('fromBulkInvite', fromBulkInvite)
  }
  add('order', order)
  const query = parameters.toString()
  return `/exports/${tab}-users.csv${query && `?${query}`}`
}
