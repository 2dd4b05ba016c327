import { TagsInput } from '@mantine/core'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react'
import { looksLikeAddress, parseAddressList, withAddresses } from '../shared/address-list'
import { strings } from '../strings'
import { AddressChip } from './address-chip'
import type { AddressNote } from './use-address-checks'

interface Props {
  value: string[]
  /** What is typed and not a chip yet. */
  text: string
  error: string | undefined
  /** What stands against inviting some of them. */
  notes: readonly AddressNote[]
  onChange: (emails: string[]) => void
  onTextChange: (text: string) => void
}

/** Addresses as chips. Text that is no address becomes a chip too, so that it can be seen and corrected. */
export function EmailsField({ value, text, error, notes, onChange, onTextChange: setText }: Props) {
  const field = useRef<HTMLInputElement>(null)
  function commit(typed: string) {
    if (!typed.trim()) return
    setText('')
    onChange(withAddresses(value, parseAddressList(typed)))
  }

  const commitText = useRef(() => {})
  useEffect(() => {
    commitText.current = () => commit(text)
  })

  /** A new chip moves what stands below: under a pointer that is down, the button that it means to press. */
  function leave() {
    if (!document.querySelector(':active')) return commit(text)
    addEventListener('pointerup', () => setTimeout(() => commitText.current()), { once: true })
  }

  /** Ends an address. After a name, which may hold spaces and commas, its address is still to come. */
  function endAddress(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing || !text.trim()) return
    const isEnd = event.key === 'Enter' || event.key === ';'
    if (!isEnd && !([',', ' '].includes(event.key) && isComplete(text))) return
    event.preventDefault()
    commit(text)
  }

  /** Runs before the field's own handler, which makes a chip of every word. Part of an address is pasted as text. */
  function paste(event: ClipboardEvent<HTMLInputElement>) {
    event.stopPropagation()
    const pasted = event.clipboardData.getData('text')
    const parts = parseAddressList(text + pasted)
    if (parts.length < 2 && !looksLikeAddress(parts[0] ?? '')) return
    event.preventDefault()
    commit(text + pasted)
  }

  function mend(chip: string) {
    onChange(withAddresses(value, text.trim() ? parseAddressList(text) : []).filter((each) => each !== chip))
    setText(chip)
    field.current?.focus()
  }

  return (
    <TagsInput
      ref={field}
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
      error={text ? undefined : error}
      searchValue={text}
      onSearchChange={setText}
      onChange={onChange}
      onKeyDown={endAddress}
      onBlur={leave}
      onPasteCapture={paste}
      splitChars={[]}
      renderPill={({ value: chip = '', onRemove }) => (
        <AddressChip
          text={chip}
          note={notes.find(({ email }) => email === chip)}
          onRemove={onRemove}
          onMend={() => mend(chip)}
        />
      )}
      // An open list of suggestions, even an empty one, would swallow the first Escape.
      comboboxProps={{ withinPortal: false }}
      dropdownOpened={false}
      acceptValueOnBlur={false}
    />
  )
}

const isComplete = (text: string) => {
  const isOpen = (text.split('"').length - 1) % 2 === 1 || text.lastIndexOf('<') > text.lastIndexOf('>')
  const parts = parseAddressList(text)
  return !isOpen && parts.length > 0 && parts.every(looksLikeAddress)
}
