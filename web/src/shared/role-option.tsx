import { strings } from '../strings'
import type { RoleInfo } from './roles'

interface RoleOptionProps {
  roles: readonly RoleInfo[]
  value: string
  checked: boolean | undefined
}

/** A role and its description as an option of a select. */
export function RoleOption({ roles, value, checked }: RoleOptionProps) {
  const info = roles.find(({ role }) => role === value)
  return (
    <>
      <span className="two-lines">
        <span>{info?.label ?? strings.roles[value as keyof typeof strings.roles]}</span>
        <span className="dimmed small">{info?.description}</span>
      </span>
      {checked && (
        <span aria-hidden="true" className="check">
          ✓
        </span>
      )}
    </>
  )
}
