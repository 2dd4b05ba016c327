import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { DeliveryStatus, Role } from '../api/graphql'
import { useGroupOptions } from '../shared/use-group-options'
import { strings } from '../strings'
import { SearchIcon } from '../ui/icons'
import type { Place } from './place'

const TYPING_MS = 200

interface Props {
  place: Place
  go: (change: Partial<Place>, replace?: boolean) => void
}

export function Filters({ place, go }: Props) {
  const isInvited = place.tab === 'invited'
  const isFiltered = place.search || place.role || place.group || place.delivery || place.file
  return (
    <Group gap="md" role="search" className="filters">
      <Search key={place.tab} place={place} go={go} />
      <Select
        className="filter"
        aria-label={strings.people.filterRole}
        placeholder={strings.people.allRoles}
        clearable
        data={optionsOf(strings.roles)}
        value={place.role ?? null}
        onChange={(role) => go({ role: (role as Role | null) ?? undefined })}
      />
      <GroupFilter place={place} go={go} />
      {isInvited && (
        <Select
          className="filter"
          aria-label={strings.people.filterDelivery}
          placeholder={strings.people.allDeliveries}
          clearable
          data={optionsOf(strings.delivery)}
          value={place.delivery ?? null}
          onChange={(delivery) => go({ delivery: (delivery as DeliveryStatus | null) ?? undefined })}
        />
      )}
      {isFiltered && (
        <Button variant="subtle" onClick={() => go({ tab: place.tab })}>
          {strings.people.clear}
        </Button>
      )}
    </Group>
  )
}

function Search({ place, go }: Props) {
  const [text, setText] = useState(place.search)
  const search = useDebouncedCallback((typed: string) => go({ search: typed.trim() }, true), TYPING_MS)
  useEffect(() => {
    setText((typed) => (typed.trim() === place.search ? typed : place.search))
  }, [place.search])
  const label = place.tab === 'invited' ? strings.people.searchInvited : strings.people.search
  return (
    <TextInput
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<SearchIcon />}
      maxLength={200}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
    />
  )
}

function GroupFilter({ place, go }: Props) {
  const { options, search, setSearch } = useGroupOptions()
  return (
    <Select
      className="filter"
      aria-label={strings.people.filterGroup}
      placeholder={strings.people.allGroups}
      clearable
      searchable
      data={options}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={strings.people.noMatch}
      value={place.group ?? null}
      onChange={(group) => go({ group: group ?? undefined })}
    />
  )
}

function optionsOf(labels: Record<string, string>) {
  return Object.entries(labels).map(([value, label]) => ({ value, label }))
}
