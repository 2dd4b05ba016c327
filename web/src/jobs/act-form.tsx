import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useFormErrors } from '../account/use-form-errors'
import { RefusedError } from '../api/errors'
import { strings } from '../strings'
import { CancelButton } from '../ui/cancel-button'
import { Note } from '../ui/note'
import { useUnsaved } from '../ui/unsaved'

interface Props {
  confirmLabel: string
  isDanger?: boolean
  /** Whether it cannot be sent yet, or at all. */
  isDisabled?: boolean
  /** Whether something was entered that would be lost. */
  isChanged: boolean
  /** The fields that show what is wrong with them; everything else that is wrong stands above the buttons. */
  fields: readonly string[]
  onSend: () => Promise<unknown>
  children: (error: RefusedError | undefined) => ReactNode
}

/** What an act needs to be told, and the two answers. */
export function ActForm(props: Props) {
  const { confirmLabel, isDanger, isDisabled, isChanged, fields, onSend, children } = props
  const { form, run, isRunning, error } = useFormErrors()
  useUnsaved(isChanged ? strings.dialog.changes : undefined)
  const isOfField = fields.some((field) => error?.messageFor(field))
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!isDisabled) void run(onSend)
      }}
    >
      <Stack>
        {children(error)}
        {error && !isOfField && <Note kind="error">{error.message}</Note>}
        <Group justify="end">
          <CancelButton />
          <Button
            type="submit"
            className={isDanger ? 'danger-button' : undefined}
            loading={isRunning}
            aria-disabled={isDisabled || undefined}
            data-disabled={isDisabled || undefined}
          >
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Throws a sentence about a field, as the API would say it. */
export function refuse(field: string, message: string): never {
  throw new RefusedError([{ message, path: [field] }])
}
