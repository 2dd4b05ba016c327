import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useQuery } from 'urql'
import { strings } from '../strings'
import { PeopleQuery } from './queries'
import { useActor } from './use-actor'

const DEBOUNCE_MS = 200

interface Props {
  actor: string | undefined
  onChange: (actor: string | undefined) => void
}

/** Chooses whose acts are shown, among the members, who are searched for by the server. */
export function ActorFilter({ actor, onChange }: Props) {
  const { name } = useActor(actor)
  const [search, setSearch] = useState('')
  const [searched] = useDebouncedValue(search, DEBOUNCE_MS)
  const [{ data }] = useQuery({
    query: PeopleQuery,
    // The name of the one that is chosen stands in the field, and is not looked for.
    variables: { search: searched.trim() && searched !== name ? searched.trim() : undefined },
  })
  const found = data?.currentUsers.edges.map(({ node }) => node) ?? []
  const options = found.map(({ id, name: label, email }) => ({ value: id, label, email }))
  const chosen =
    actor && !options.some(({ value }) => value === actor)
      ? [{ value: actor, label: name ?? strings.activity.somebody, email: '' }]
      : []
  return (
    <Select
      className="filter"
      aria-label={strings.activity.actor}
      placeholder={strings.activity.allActors}
      clearable
      searchable
      data={[...chosen, ...options]}
      filter={({ options: all }) => all}
      renderOption={({ option }) => <Person {...(option as (typeof options)[number])} />}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={strings.activity.noPerson}
      value={actor ?? null}
      onChange={(chosenActor) => onChange(chosenActor ?? undefined)}
    />
  )
}

function Person({ label, email }: { label: string; email: string }) {
  return (
    <span className="two-lines">
      <bdi>{label}</bdi>
      {email && <span className="dimmed small breakable">{email}</span>}
    </span>
  )
}
