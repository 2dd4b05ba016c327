import { Select, Tooltip } from '@mantine/core'
import type { Role } from '../api/graphql'
import { roleLabel } from '../shared/role-label'
import { RoleOption } from '../shared/role-option'
import type { RoleInfo } from '../shared/roles'
import { strings } from '../strings'
import { ChevronIcon } from '../ui/icons'

interface Props {
  name: string
  role: Role
  roles: readonly RoleInfo[]
  reason: string | undefined
  onChange: (role: Role) => void
}

/** A member's role, changed in place. Where it may not be changed, hover, focus or tap shows the reason. */
export function RoleSelect({ name, role, roles, reason, onChange }: Props) {
  const label = strings.people.roleOf(name)
  if (reason) {
    return (
      <Tooltip label={reason}>
        <button
          type="button"
          className="plain role-disabled"
          aria-disabled="true"
          aria-label={`${label}: ${roleLabel(roles, role)}. ${reason}`}
        >
          {roleLabel(roles, role)}
        </button>
      </Tooltip>
    )
  }
  const assignable = roles.filter((each) => each.assignable || each.role === role)
  return (
    <Select
      className="role-select"
      variant="unstyled"
      aria-label={label}
      allowDeselect={false}
      rightSection={<ChevronIcon />}
      rightSectionPointerEvents="none"
      data={
        assignable.length > 0
          ? assignable.map((each) => ({ value: each.role, label: each.label }))
          : [{ value: role, label: roleLabel(roles, role) }]
      }
      value={role}
      onChange={(chosen) => chosen && chosen !== role && onChange(chosen as Role)}
      renderOption={({ option, checked }) => (
        <RoleOption roles={roles} role={option.value as Role} isChecked={checked} />
      )}
      comboboxProps={{ width: 340, position: 'bottom-start', middlewares: { flip: true, shift: true } }}
      classNames={{ dropdown: 'tall-list' }}
    />
  )
}
