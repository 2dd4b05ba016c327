import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { DeliveryStatus, Role } from '../api/graphql'
import { GroupSelect } from '../shared/group-select'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { SearchIcon } from '../ui/icons'
import { isFiltered, type ListLocation } from './list-location'
import { SortSelect } from './sort-select'
import type { SetListLocation } from './use-list-location'

const DEBOUNCE_MS = 200

interface Props {
  location: ListLocation
  setLocation: SetListLocation
}

export function Filters({ location, setLocation }: Props) {
  const roles = useRoles()
  const isInvited = location.tab === 'invited'
  return (
    <Group gap="md" role="search" className="filters">
      <Search key={location.tab} location={location} setLocation={setLocation} />
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

function Search({ location, setLocation }: Props) {
  const [text, setText] = useState(location.search)
  const search = useDebouncedCallback(
    (typed: string) => setLocation({ search: typed.trim() }, true),
    DEBOUNCE_MS,
  )
  useEffect(() => {
    setText((typed) => (typed.trim() === location.search ? typed : location.search))
  }, [location.search])
  const label = location.tab === 'invited' ? strings.people.searchInvited : strings.people.search
  return (
    <TextInput
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<SearchIcon />}
      maxLength={254}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
    />
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
