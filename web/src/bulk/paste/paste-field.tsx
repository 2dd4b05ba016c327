import { Button, Group, Textarea } from '@mantine/core'
import type { RefObject } from 'react'
import { pasting } from '../../strings/pasting'
import { useUnsaved } from '../../ui/unsaved'
import { PASTE_FIELD } from './use-paste'

interface Props {
  ref: RefObject<HTMLTextAreaElement | null>
  /** What was typed, or pasted behind it. */
  text: string
  isDisabled: boolean
  onChange: (text: string) => void
  onUse: () => void
}

/** Takes a table, or a list of addresses, where no file is at hand. */
export function PasteField({ ref, text, isDisabled, onChange, onUse }: Props) {
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
        onChange={(event) => onChange(event.currentTarget.value)}
        {...{ [PASTE_FIELD]: '' }}
      />
      {isFilled && (
        <Group justify="end" mt="xs">
          <Button variant="default" onClick={onUse}>
            {pasting.useText}
          </Button>
        </Group>
      )}
    </div>
  )
}
