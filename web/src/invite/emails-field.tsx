import { TagsInput } from '@mantine/core'
import { type ClipboardEvent, useState } from 'react'
import { strings } from '../strings'
import { looksLikeAddress, splitAddresses, withAddresses } from './addresses'

interface Props {
  value: string[]
  error: string | undefined
  onChange: (emails: string[]) => void
}

/** Addresses as chips. Text that is no address becomes a chip too, so that it can be seen and removed. */
export function EmailsField({ value, error, onChange }: Props) {
  const [text, setText] = useState('')
  const [isTyping, setTyping] = useState(false)

  /** Runs before the field's own handler, which makes a chip of every word. Part of an address is pasted as text. */
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
      // An open list of suggestions, even an empty one, would swallow the first Escape.
      comboboxProps={{ withinPortal: false }}
      dropdownOpened={false}
      maxTags={500}
      acceptValueOnBlur
    />
  )
}
