import { Button, Group, Select } from '@mantine/core'
import type { DeliveryStatus, Role } from '../api/graphql'
import { GroupSelect } from '../shared/group-select'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { SearchField } from '../ui/search-field'
import { isFiltered, type ListLocation } from './list-location'
import { SortSelect } from './sort-select'
import type { SetListLocation } from './use-list-location'

interface Props {
  location: ListLocation
  setLocation: SetListLocation
}

export function Filters({ location, setLocation }: Props) {
  const roles = useRoles()
  const isInvited = location.tab === 'invited'
  return (
    <Group gap="md" role="search" className="filters">
      <SearchField
        key={location.tab}
        label={isInvited ? strings.people.searchInvited : strings.people.search}
        value={location.search}
        onSearch={(search) => setLocation({ search }, true)}
      />
      <SortSelect location={location} setLocation={setLocation} />
      <Select
        className="filter"
        aria-label={strings.people.filterRole}
        placeholder={strings.people.allRoles}
        clearable
        data={roles.map(({ role, label }) => ({ value: role, label }))}
        value={location.role ?? null}
        onChange={(role) => setLocation({ role: (role as Role | null) ?? undefined })}
      />
      <GroupFilter location={location} setLocation={setLocation} />
      {isInvited && location.status !== 'BOUNCED' && (
        <Select
          className="filter"
          aria-label={strings.people.filterDelivery}
          placeholder={strings.people.allDeliveries}
          clearable
          data={Object.entries(strings.delivery).map(([value, label]) => ({ value, label }))}
          value={location.delivery ?? null}
          onChange={(delivery) => setLocation({ delivery: (delivery as DeliveryStatus | null) ?? undefined })}
        />
      )}
      {isFiltered(location) && (
        <Button
          variant="subtle"
          px="xs"
          ml="-xs"
          onClick={() => setLocation({ tab: location.tab, status: location.status })}
        >
          {strings.people.clear}
        </Button>
      )}
    </Group>
  )
}

function GroupFilter({ location, setLocation }: Props) {
  return (
    <GroupSelect
      className="filter"
      aria-label={strings.people.filterGroup}
      placeholder={strings.people.allGroups}
      clearable
      value={location.group}
      onChange={(group) => setLocation({ group: group?.id })}
    />
  )
}
