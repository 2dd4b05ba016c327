import { MultiSelect } from '@mantine/core'
import { useRef, useState } from 'react'
import { errorMessage } from '../api/errors'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { notify } from '../ui/notify'
import { useUnsaved } from '../ui/unsaved'
import { UPWARDS } from '../ui/upwards'
import { nameKey } from './group-matching'
import { useCreateGroup } from './use-create-group'
import { useGroupOptions } from './use-group-options'

const CREATE = 'create'
const MORE = 'more'

interface Props {
  label: string
  description: string
  known?: readonly { id: string; name: string }[]
  value: string[]
  error?: string
  onChange: (ids: string[]) => void
  /** A group is being made, which is chosen once it is there: what is sent before would be without it. */
  onCreating?: (isCreating: boolean) => void
}

/** Chooses among the groups that the viewer may put people into. Who may make groups makes one that is not there yet. */
export function GroupsField(props: Props) {
  const { label, description, known, value, error, onChange, onCreating } = props
  const groups = useGroupOptions({ isAssignable: true, ...(known && { chosen: known }) })
  const { search, setSearch, found } = groups
  const { canChangeSettings } = useViewer()
  const createGroup = useCreateGroup()
  const [creating, setCreating] = useState<string>()
  const [refusal, setRefusal] = useState<string>()
  const latest = useRef({ value, onChange })
  latest.current = { value, onChange }
  // Leaving the field would empty it, though what was typed is not chosen yet.
  const isLeaving = useRef(false)
  useUnsaved(search.trim() ? strings.dialog.changes : undefined)

  const typed = search.trim()
  const isTyped = (id: string) => nameKey(groups.nameOf(id)) === nameKey(typed)
  const isThere = found.some((group) => isTyped(group.value)) || value.some(isTyped)
  const mayCreate = canChangeSettings && typed !== '' && groups.isCurrent && !isThere && !creating
  const data = [
    ...found,
    ...value
      .filter((id) => !found.some((group) => group.value === id))
      .map((id) => ({ value: id, label: groups.nameOf(id) })),
    ...(groups.moreCount > 0
      ? [{ value: MORE, label: strings.groupsField.more(groups.moreCount), disabled: true }]
      : []),
    ...(mayCreate ? [{ value: CREATE, label: strings.groupsField.create(typed) }] : []),
  ]

  async function create(name: string) {
    setCreating(name)
    onCreating?.(true)
    try {
      const { id, name: kept, isOld } = await createGroup(name)
      groups.learn(id, kept)
      const { value: chosen, onChange: choose } = latest.current
      if (!chosen.includes(id)) choose([...chosen, id])
      notify(isOld ? strings.groupsField.wasThere(kept) : strings.groupsField.created(kept))
    } catch (failure) {
      setRefusal(errorMessage(failure))
      setSearch(name)
    } finally {
      setCreating(undefined)
      onCreating?.(false)
    }
  }

  function nothingFound() {
    if (creating) return strings.groupsField.creating(creating)
    if (value.some(isTyped)) return strings.groupsField.isChosen(typed)
    if (groups.hasFailed) return strings.people.couldNotLook
    if (!groups.isCurrent) return strings.people.loading
    if (typed) return canChangeSettings ? strings.invite.noGroups : strings.groupsField.noneOfYours
    if (found.length > 0) return strings.groupsField.allChosen
    return canChangeSettings ? strings.groupsField.noneYet : strings.groupsField.noneOfYours
  }

  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={value.length === 0 ? strings.invite.chooseGroups : undefined}
      data={data}
      value={value}
      error={refusal ?? error}
      onChange={(ids) => (ids.includes(CREATE) ? void create(typed) : onChange(ids))}
      searchable
      // The server has searched, by other rules than the field would.
      filter={({ options }) => options}
      loading={creating !== undefined}
      renderOption={({ option }) => (
        <span className={`breakable ${OPTION_CLASSES[option.value] ?? ''}`}>{option.label}</span>
      )}
      // A list that opens with the focus, as it comes back from a question, would swallow the next Escape.
      openOnFocus={false}
      clearable
      hidePickedOptions
      searchValue={search}
      onSearchChange={(text) => {
        if (isLeaving.current) return
        setSearch(text)
        setRefusal(undefined)
      }}
      onBlurCapture={() => {
        isLeaving.current = true
        setTimeout(() => {
          isLeaving.current = false
        })
      }}
      nothingFoundMessage={nothingFound()}
      {...UPWARDS}
      clearButtonProps={{ 'aria-label': strings.people.clear }}
    />
  )
}

const OPTION_CLASSES: Record<string, string> = { [CREATE]: 'create-option', [MORE]: 'dimmed small' }
