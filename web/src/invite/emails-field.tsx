import { TagsInput } from '@mantine/core'
import { type ClipboardEvent, useState } from 'react'
import { strings } from '../strings'
import { looksLikeAddress, splitAddresses, withAddresses } from './addresses'

interface Props {
  value: string[]
  error: string | undefined
  onChange: (emails: string[]) => void
}

/** Addresses as chips. What is no address becomes a chip too, and can be seen and taken away. */
export function EmailsField({ value, error, onChange }: Props) {
  const [text, setText] = useState('')
  const [isTyping, setTyping] = useState(false)

  /** Before the field's own way, which makes a chip of any word; a single part of an address is pasted as text. */
  function paste(event: ClipboardEvent<HTMLInputElement>) {
    event.stopPropagation()
    const pasted = event.clipboardData.getData('text')
    const parts = splitAddresses(text + pasted)
    if (parts.length < 2 && !looksLikeAddress(parts[0] ?? '')) return
    event.preventDefault()
    setText('')
    onChange(withAddresses(value, parts))
  }

  return (
    <TagsInput
      label={strings.invite.emails}
      description={strings.invite.emailsHint}
      placeholder={value.length === 0 ? strings.invite.emailsPlaceholder : undefined}
      inputMode="email"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      data-autofocus
      required
      value={value}
      error={isTyping ? undefined : error}
      searchValue={text}
      onSearchChange={(typed) => {
        setText(typed)
        setTyping(typed !== '')
      }}
      onChange={(after) => {
        setTyping(false)
        onChange(withAddresses([], after.flatMap(splitAddresses)))
      }}
      onBlur={() => setTyping(false)}
      onPasteCapture={paste}
      splitChars={[',', ';', ' ', '\n']}
      // Otherwise an empty list of suggestions is open and swallows the first Escape.
      comboboxProps={{ withinPortal: false }}
      dropdownOpened={false}
      maxTags={500}
      acceptValueOnBlur
    />
  )
}
