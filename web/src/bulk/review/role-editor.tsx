import { Select } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Role } from '../../api/graphql'
import { RoleOption } from '../../shared/role-option'
import { useRoles } from '../../shared/roles'
import { strings } from '../../strings'
import { CellEditor, type EditorProps } from './cell-editor'

/** Choosing a role saves it. */
export function RoleEditor(props: EditorProps) {
  const { row, label, failure, onSave, onLeave } = props
  const roles = useRoles()
  const [chosen, setChosen] = useState(() => roles.find((each) => each.label === row.role)?.role ?? null)
  const [isOpen, setOpen] = useState(false)
  /** The list closes because of a choice, and not because the cell is left. */
  const isChoosing = useRef(false)
  // After the field is there: only a field that is drawn again says which list it opened.
  useEffect(() => setOpen(true), [])

  function choose(role: string | null) {
    const label = roles.find((each) => each.role === role)?.label
    if (!label) return
    isChoosing.current = true
    setChosen(role as Role)
    onSave({ role: label })
  }

  function close() {
    setOpen(false)
    if (!isChoosing.current && !failure) onLeave()
    isChoosing.current = false
  }

  return (
    <CellEditor
      {...props}
      isChanged={false}
      buttons={isOpen ? 'none' : 'cancel'}
      onSubmit={() => setOpen(true)}
    >
      <Select
        size="xs"
        aria-label={label}
        placeholder={row.role || strings.invite.chooseRole}
        allowDeselect={false}
        autoFocus
        data={roles
          .filter(({ assignable }) => assignable)
          .map((each) => ({ value: each.role, label: each.label }))}
        value={chosen}
        error={failure}
        dropdownOpened={isOpen}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={close}
        onOptionSubmit={choose}
        rightSectionWidth={22}
        classNames={{ dropdown: 'tall-list' }}
        comboboxProps={{ width: 300, position: 'bottom-start' }}
        renderOption={({ option, checked }) => (
          <RoleOption roles={roles} role={option.value as Role} isChecked={checked} />
        )}
      />
    </CellEditor>
  )
}
