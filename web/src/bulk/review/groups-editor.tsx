import { MultiSelect } from '@mantine/core'
import { useRef, useState } from 'react'
import { errorMessage } from '../../api/errors'
import { useViewer } from '../../session/viewer'
import { nameKey } from '../../shared/group-matching'
import { useCreateGroup } from '../../shared/use-create-group'
import { useGroupOptions } from '../../shared/use-group-options'
import { strings } from '../../strings'
import { UPWARDS } from '../../ui/upwards'
import { CellEditor, type EditorProps } from './cell-editor'

/** Unlike every name of a group. */
const CREATE = ';create'

/** Rows hold names, of groups that may not exist. Those stay until they are taken out. */
export function GroupsEditor(props: EditorProps) {
  const { row, label, failure, isSaving, onSave } = props
  const [names, setNames] = useState<string[]>(() => [...new Set(row.groups)])
  const { found, search, setSearch, isCurrent } = useGroupOptions({ isAssignable: true })
  const { canChangeSettings } = useViewer()
  const createGroup = useCreateGroup()
  const [isOpen, setOpen] = useState(false)
  const [hasUnknown, setUnknown] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  /** The group that is being made, by the name it gets; undefined where it is refused. */
  const creating = useRef<Promise<string | undefined>>(undefined)
  const [isWaiting, setWaiting] = useState(false)
  const typed = search.trim()
  const isChanged = names.join('\n') !== row.groups.join('\n') || typed !== ''
  const known = found.map((group) => group.label)
  const isThere = known.some((name) => nameKey(name) === nameKey(typed))
  const mayCreate = canChangeSettings && typed !== '' && isCurrent && !isThere

  /** What is typed and not chosen would be lost, and so would a group that is still being made. */
  async function submit() {
    setUnknown(typed !== '')
    if (typed !== '') return
    if (!creating.current) return onSave({ groups: names })
    setWaiting(true)
    const created = await creating.current
    setWaiting(false)
    if (created) onSave({ groups: withGroup(names, created) })
  }

  async function create() {
    try {
      const { name } = await createGroup(typed)
      setNames((before) => withGroup(before, name))
      setSearch('')
      return name
    } catch (problem) {
      setRefusal(errorMessage(problem))
      setSearch(typed)
    } finally {
      creating.current = undefined
    }
  }

  function choose(chosen: string[]) {
    if (chosen.includes(CREATE)) creating.current = create()
    else setNames(chosen)
  }

  return (
    <CellEditor
      {...props}
      isSaving={isSaving || isWaiting}
      isChanged={isChanged}
      onSubmit={() => void submit()}
    >
      <MultiSelect
        size="xs"
        aria-label={label}
        placeholder={names.length === 0 ? strings.review.chooseGroups : undefined}
        data={[
          ...new Set([...known, ...names]),
          ...(mayCreate ? [{ value: CREATE, label: strings.groupsField.create(typed) }] : []),
        ]}
        // The server has searched, by other rules than the field would.
        filter={({ options }) => options}
        value={names}
        error={refusal ?? (hasUnknown && typed ? strings.review.needGroup : failure)}
        autoFocus
        searchable
        openOnFocus={false}
        selectFirstOptionOnChange
        hidePickedOptions
        searchValue={search}
        onSearchChange={(text) => {
          setSearch(text)
          setRefusal(undefined)
        }}
        onChange={choose}
        dropdownOpened={isOpen}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        // The next Enter saves, and does not take another one.
        onOptionSubmit={() => setOpen(false)}
        nothingFoundMessage={isCurrent ? strings.invite.noGroups : strings.people.loading}
        rightSectionWidth={22}
        comboboxProps={{ ...UPWARDS.comboboxProps, width: 240, position: 'top-start' }}
      />
    </CellEditor>
  )
}

function withGroup(names: readonly string[], name: string) {
  return [...names.filter((each) => nameKey(each) !== nameKey(name)), name]
}
