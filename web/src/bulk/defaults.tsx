import { SimpleGrid } from '@mantine/core'
import type { Role } from '../api/graphql'
import { GroupsField } from '../shared/groups-field'
import { RoleField } from '../shared/role-field'
import { strings } from '../strings'

/** What rows of a file get that name no role, or no groups. */
export interface Defaults {
  role: Role | null
  groupIds: string[]
}

interface Props {
  value: Defaults
  /** Of the role, where it is for everybody: then it has to be chosen. */
  roleLabel?: { label: string; description: string } | undefined
  roleError?: string | undefined
  groupsError?: string | undefined
  /** Groups whose names are known. */
  known?: readonly { id: string; name: string }[]
  onChange: (value: Defaults) => void
  onCreating: (isCreating: boolean) => void
}

const USUAL = {
  label: strings.bulk.defaultRole,
  description: strings.bulk.defaultRoleHint,
  placeholder: strings.bulk.noDefaultRole,
}

/** Files from other systems seldom have a column of roles. */
export function DefaultsFields(props: Props) {
  const { value, roleLabel, roleError, groupsError, known, onChange, onCreating } = props
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <RoleField
        {...(roleLabel ?? USUAL)}
        isOptional={!roleLabel}
        value={value.role}
        error={roleError}
        onChange={(role) => onChange({ ...value, role })}
      />
      <GroupsField
        label={strings.bulk.defaultGroups}
        description={strings.bulk.defaultGroupsHint}
        value={value.groupIds}
        {...(groupsError && { error: groupsError })}
        {...(known && { known })}
        onChange={(groupIds) => onChange({ ...value, groupIds })}
        onCreating={onCreating}
      />
    </SimpleGrid>
  )
}
