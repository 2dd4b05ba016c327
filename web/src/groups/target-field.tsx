import { Select } from '@mantine/core'
import { useGroupOptions } from '../shared/use-group-options'
import { strings } from '../strings'
import { UPWARDS } from '../ui/upwards'

export interface Target {
  id: string
  name: string
}

interface Props {
  /** The group that is to be deleted. */
  exceptId: string
  value: Target | undefined
  error: string | undefined
  onChange: (target: Target | undefined) => void
}

/** Chooses the group that takes over what is in another one. */
export function TargetField({ exceptId, value, error, onChange }: Props) {
  const { options, search, setSearch, isCurrent } = useGroupOptions()
  const others = options.filter((option) => option.value !== exceptId)
  const hasOthers = others.length > 0 || !isCurrent
  return (
    <Select
      label={strings.groups.moveTo}
      placeholder={strings.groups.chooseTarget}
      required
      searchable
      allowDeselect={false}
      openOnFocus={false}
      data={others}
      value={value?.id ?? null}
      error={error}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => {
        const chosen = others.find((option) => option.value === id)
        onChange(chosen && { id: chosen.value, name: chosen.label })
      }}
      nothingFoundMessage={hasOthers ? strings.groups.noMatch : strings.groups.noOther}
      {...UPWARDS}
    />
  )
}
