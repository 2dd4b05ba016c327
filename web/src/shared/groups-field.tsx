import { MultiSelect } from '@mantine/core'
import { strings } from '../strings'
import { UPWARDS } from '../ui/upwards'
import { useGroupOptions } from './use-group-options'

interface Props {
  label: string
  description: string
  known?: readonly { id: string; name: string }[]
  value: string[]
  error?: string
  onChange: (ids: string[]) => void
}

export function GroupsField({ label, description, known, value, error, onChange }: Props) {
  const { options, search, setSearch, isLoading } = useGroupOptions(known)
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={value.length === 0 ? strings.invite.chooseGroups : undefined}
      data={options}
      value={value}
      error={error}
      onChange={onChange}
      searchable
      clearable
      hidePickedOptions
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={isLoading ? strings.people.loading : strings.invite.noGroups}
      {...UPWARDS}
      clearButtonProps={{ 'aria-label': strings.people.clear }}
    />
  )
}
