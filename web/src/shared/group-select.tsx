import { Select, type SelectProps } from '@mantine/core'
import { strings } from '../strings'
import { useGroupOptions } from './use-group-options'

interface Props extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  /** A group that is not offered. */
  exceptId?: string
  /** Whether only groups are offered that the viewer may put people into. */
  isAssignable?: boolean
  /** Offers to choose no group, by this name; its id and its name are empty. */
  noGroupLabel?: string
  /** What is said where there is no group to choose at all. */
  noneMessage?: string
  value: string | undefined
  onChange: (group: { id: string; name: string } | undefined) => void
}

/** Chooses one of the organization's groups, found by the server as it finds them in lists. */
export function GroupSelect(props: Props) {
  const { exceptId, isAssignable = false, noGroupLabel, noneMessage, value, onChange, ...field } = props
  const { options, found, isCurrent, search, setSearch, nameOf } = useGroupOptions({
    isAssignable,
    ...(noGroupLabel && { chosen: [{ id: '', name: noGroupLabel }] }),
  })
  // The name of the chosen group stands in the field, and is not meant as a search.
  const isTyped = search.trim() !== '' && !(value !== undefined && search === nameOf(value))
  const offered = (isTyped ? found : options).filter(({ value: id }) => id !== exceptId && id !== '')
  const data = noGroupLabel ? [{ value: '', label: noGroupLabel }, ...offered] : offered
  const nothingFound = isTyped || !noneMessage ? strings.invite.noGroups : noneMessage
  return (
    <Select
      {...field}
      searchable
      data={data}
      filter={(shown) => shown.options}
      value={value ?? null}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => onChange(id === null ? undefined : { id, name: id && nameOf(id) })}
      nothingFoundMessage={isCurrent ? nothingFound : strings.people.loading}
    />
  )
}
