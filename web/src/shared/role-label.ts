import type { Role } from '../api/graphql'
import type { RoleInfo } from './roles'

/** Returns the label that the API's `roles` has for a role, and its name until they are loaded. */
export function roleLabel(roles: readonly RoleInfo[], role: Role): string {
  return roles.find((each) => each.role === role)?.label ?? roleName(role)
}

/** Returns 'Group Admin' for GROUP_ADMIN. For people who are no members yet, and so may not ask for `roles`. */
export function roleName(role: Role): string {
  return role
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(' ')
}
