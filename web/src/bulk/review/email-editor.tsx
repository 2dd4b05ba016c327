import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { strings } from '../../strings'
import { CellEditor, type EditorProps } from './cell-editor'

export function EmailEditor(props: EditorProps) {
  const { row, label, failure, onSave } = props
  const [email, setEmail] = useState(row.email)
  return (
    <CellEditor
      {...props}
      isChanged={email.trim() !== row.email}
      onSubmit={() => onSave({ email: email.trim() })}
    >
      <TextInput
        size="xs"
        aria-label={label}
        placeholder={strings.people.email}
        value={email}
        error={failure}
        inputMode="email"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        ref={selectAll}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </CellEditor>
  )
}

/** Ready to be typed over, or to be corrected after an arrow key. */
function selectAll(input: HTMLInputElement | null) {
  if (!input || input.dataset.isSelected) return
  input.dataset.isSelected = 'true'
  input.focus()
  input.select()
}
