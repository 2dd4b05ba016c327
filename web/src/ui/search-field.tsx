import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { SearchIcon } from './icons'

const DEBOUNCE_MS = 200
const MAX_LENGTH = 254

interface Props {
  label: string
  /** What is searched for now. */
  value: string
  /** Called a moment after the last keystroke, with what was typed. */
  onSearch: (text: string) => void
}

export function SearchField({ label, value, onSearch }: Props) {
  const [text, setText] = useState(value)
  const search = useDebouncedCallback((typed: string) => onSearch(typed.trim()), DEBOUNCE_MS)
  useEffect(() => {
    setText((typed) => (typed.trim() === value ? typed : value))
  }, [value])
  return (
    <TextInput
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<SearchIcon />}
      maxLength={MAX_LENGTH}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
    />
  )
}
