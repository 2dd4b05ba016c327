import type { Role } from '../api/graphql'
import { roleLabel } from './role-label'
import type { RoleInfo } from './roles'

interface Props {
  roles: readonly RoleInfo[]
  role: Role
  isChecked: boolean | undefined
}

/** A role and its description as an option of a select. */
export function RoleOption({ roles, role, isChecked }: Props) {
  return (
    <>
      <span className="two-lines">
        <span>{roleLabel(roles, role)}</span>
        <span className="dimmed small">{roles.find((each) => each.role === role)?.description}</span>
      </span>
      {isChecked && (
        <span aria-hidden="true" className="check">
          ✓
        </span>
      )}
    </>
  )
}
