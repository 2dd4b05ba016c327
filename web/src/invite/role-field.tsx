import { Select } from '@mantine/core'
import type { Role } from '../api/graphql'
import { RoleOption } from '../shared/role-option'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'

interface Props {
  value: Role | null
  error: string | undefined
  onChange: (role: Role | null) => void
}

export function RoleField({ value, error, onChange }: Props) {
  const roles = useRoles()
  return (
    <Select
      label={strings.people.role}
      placeholder={strings.invite.chooseRole}
      required
      allowDeselect={false}
      data={roles.filter(({ assignable }) => assignable).map(({ role, label }) => ({ value: role, label }))}
      value={value}
      error={error}
      onChange={(role) => onChange(role as Role | null)}
      renderOption={({ option, checked }) => (
        <RoleOption roles={roles} role={option.value as Role} isChecked={checked} />
      )}
      maxDropdownHeight={360}
    />
  )
}
