import { MultiSelect } from '@mantine/core'
import { useState } from 'react'
import { useGroupOptions } from '../../shared/use-group-options'
import { strings } from '../../strings'
import { UPWARDS } from '../../ui/upwards'
import { CellEditor, type EditorProps } from './cell-editor'

/** Rows hold names, of groups that may not exist. Those stay until they are taken out. */
export function GroupsEditor(props: EditorProps) {
  const { row, label, failure, onSave } = props
  const [names, setNames] = useState<string[]>(() => [...new Set(row.groups)])
  const { options, search, setSearch, isCurrent } = useGroupOptions({ isAssignable: true })
  const known = options.map((option) => option.label)
  const [isOpen, setOpen] = useState(false)
  const [hasUnknown, setUnknown] = useState(false)
  const isChanged = names.join('\n') !== row.groups.join('\n') || search.trim() !== ''

  /** What is typed and not chosen would be lost. */
  function submit() {
    setUnknown(search.trim() !== '')
    if (search.trim() === '') onSave({ groups: names })
  }

  return (
    <CellEditor {...props} isChanged={isChanged} onSubmit={submit}>
      <MultiSelect
        size="xs"
        aria-label={label}
        placeholder={names.length === 0 ? strings.review.chooseGroups : undefined}
        data={[...new Set([...known, ...names])]}
        value={names}
        error={hasUnknown && search.trim() ? strings.review.needGroup : failure}
        autoFocus
        searchable
        openOnFocus={false}
        selectFirstOptionOnChange
        hidePickedOptions
        searchValue={search}
        onSearchChange={setSearch}
        onChange={setNames}
        dropdownOpened={isOpen}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        // The next Enter saves, and does not take another one.
        onOptionSubmit={() => setOpen(false)}
        nothingFoundMessage={!isCurrent ? strings.people.loading : strings.invite.noGroups}
        rightSectionWidth={22}
        comboboxProps={{ ...UPWARDS.comboboxProps, width: 240, position: 'top-start' }}
      />
    </CellEditor>
  )
}
