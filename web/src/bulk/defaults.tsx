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
  onChange: (value: Defaults) => void
  onCreating: (isCreating: boolean) => void
}

/** Files from other systems seldom have a column of roles. */
export function DefaultsFields({ value, onChange, onCreating }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <RoleField
        label={strings.bulk.defaultRole}
        description={strings.bulk.defaultRoleHint}
        placeholder={strings.bulk.noDefaultRole}
        isOptional
        value={value.role}
        onChange={(role) => onChange({ ...value, role })}
      />
      <GroupsField
        label={strings.bulk.defaultGroups}
        description={strings.bulk.defaultGroupsHint}
        value={value.groupIds}
        onChange={(groupIds) => onChange({ ...value, groupIds })}
        onCreating={onCreating}
      />
    </SimpleGrid>
  )
}
