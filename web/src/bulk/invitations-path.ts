/** Returns the address of Invited Users with the invitations of one upload; pending ones, unless a status is given. */
export function invitationsPath(id: string, filter: { status?: string; delivery?: string }): string {
  return `/?${new URLSearchParams({ tab: 'invited', fromBulkInvite: id, ...filter })}`
}
