import { Button, Group, Textarea } from '@mantine/core'
import { type RefObject, useState } from 'react'
import { pasting } from '../../strings/pasting'
import { useUnsaved } from '../../ui/unsaved'
import { PASTE_FIELD } from './use-paste'

interface Props {
  ref: RefObject<HTMLTextAreaElement | null>
  isDisabled: boolean
  /** Takes what was typed, or pasted behind it. */
  onText: (text: string) => void
}

/** Takes a table, or a list of addresses, where no file is at hand. */
export function PasteField({ ref, isDisabled, onText }: Props) {
  const [text, setText] = useState('')
  const isFilled = text.trim() !== ''
  useUnsaved(isFilled ? pasting.unsaved : undefined)
  return (
    <div>
      <Textarea
        ref={ref}
        label={pasting.label}
        description={pasting.hint}
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        autoCapitalize="off"
        disabled={isDisabled}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        {...{ [PASTE_FIELD]: '' }}
      />
      {isFilled && (
        <Group justify="end" mt="xs">
          <Button variant="default" onClick={() => onText(text)}>
            {pasting.useText}
          </Button>
        </Group>
      )}
    </div>
  )
}
