import { Select } from '@mantine/core'
import { useEffect } from 'react'
import type { Role } from '../api/graphql'
import { strings } from '../strings'
import { UPWARDS } from '../ui/upwards'
import { RoleOption } from './role-option'
import { useRoles } from './roles'

interface Props {
  label?: string
  description?: string
  placeholder?: string
  isOptional?: boolean
  value: Role | null
  error?: string | undefined
  onChange: (role: Role | null) => void
}

export function RoleField(props: Props) {
  const { label = strings.people.role, placeholder = strings.invite.chooseRole } = props
  const { description, isOptional = false, value, error, onChange } = props
  const roles = useRoles()
  const assignable = roles.filter((each) => each.assignable)
  // A right that was taken away meanwhile takes the choice along.
  const isLost = value !== null && roles.length > 0 && !assignable.some((each) => each.role === value)
  useEffect(() => {
    if (isLost) onChange(null)
  }, [isLost, onChange])
  return (
    <Select
      data-field="role"
      label={label}
      description={description}
      placeholder={placeholder}
      required={!isOptional}
      clearable={isOptional}
      allowDeselect={isOptional}
      data={assignable.map(({ role, label }) => ({ value: role, label }))}
      value={value}
      error={error}
      onChange={(role) => onChange(role as Role | null)}
      renderOption={({ option, checked }) => (
        <RoleOption roles={roles} role={option.value as Role} isChecked={checked} />
      )}
      {...UPWARDS}
    />
  )
}
