import { Select, type SelectProps } from '@mantine/core'
import { strings } from '../strings'
import { useGroupOptions } from './use-group-options'

interface Props extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  /** A group that is not offered. */
  exceptId?: string
  /** What is said where there is no group to choose at all. */
  noneMessage?: string
  value: string | undefined
  onChange: (group: { id: string; name: string } | undefined) => void
}

/** Chooses one of the organization's groups, found by the server as it finds them in lists. */
export function GroupSelect({ exceptId, noneMessage, value, onChange, ...props }: Props) {
  const { options, found, isCurrent, search, setSearch, nameOf } = useGroupOptions()
  // The name of the chosen group stands in the field, and is not meant as a search.
  const isTyped = search.trim() !== '' && !(value && search === nameOf(value))
  const data = (isTyped ? found : options).filter((option) => option.value !== exceptId)
  const nothingFound = isTyped || !noneMessage ? strings.invite.noGroups : noneMessage
  return (
    <Select
      {...props}
      searchable
      data={data}
      filter={(shown) => shown.options}
      value={value ?? null}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => onChange(id === null ? undefined : { id, name: nameOf(id) })}
      nothingFoundMessage={isCurrent ? nothingFound : strings.people.loading}
    />
  )
}
