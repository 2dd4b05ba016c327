import { MultiSelect } from '@mantine/core'
import { useRef } from 'react'
import { strings } from '../strings'
import { useUnsaved } from '../ui/unsaved'
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
  // Leaving the field would empty it, though what was typed is not chosen yet.
  const isLeaving = useRef(false)
  useUnsaved(search.trim() ? strings.dialog.changes : undefined)
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
      // A list that opens with the focus, as it comes back from a question, would swallow the next Escape.
      openOnFocus={false}
      clearable
      hidePickedOptions
      searchValue={search}
      onSearchChange={(typed) => !isLeaving.current && setSearch(typed)}
      onBlurCapture={() => {
        isLeaving.current = true
        setTimeout(() => {
          isLeaving.current = false
        })
      }}
      nothingFoundMessage={isLoading ? strings.people.loading : strings.invite.noGroups}
      {...UPWARDS}
      clearButtonProps={{ 'aria-label': strings.people.clear }}
    />
  )
}
