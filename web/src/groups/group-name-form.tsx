import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { asRefusedError } from '../api/errors'
import { strings } from '../strings'
import { CancelButton } from '../ui/cancel-button'
import { useUnsaved } from '../ui/unsaved'
import { useAsyncAction } from '../ui/use-async-action'
import { useInvalidFocus } from '../ui/use-invalid-focus'

interface Props {
  name: string
  confirmLabel: string
  /** Throws RefusedError, whose sentence about the name stands at the field. */
  onSave: (name: string) => Promise<void>
}

/** The name of a group, which the server judges. */
export function GroupNameForm({ name, confirmLabel, onSave }: Props) {
  const [typed, setTyped] = useState(name)
  const [problem, setProblem] = useState<string>()
  const [run, isRunning] = useAsyncAction()
  const form = useInvalidFocus<HTMLFormElement>(problem)
  useUnsaved(typed.trim() !== name.trim() ? strings.dialog.changes : undefined)

  const save = (event: FormEvent) => {
    event.preventDefault()
    setProblem(undefined)
    void run(async () => {
      try {
        await onSave(typed)
      } catch (error) {
        const aboutName = asRefusedError(error).messageFor('name')
        if (!aboutName) throw error
        setProblem(aboutName)
      }
    })
  }
  return (
    <form ref={form} noValidate onSubmit={save}>
      <Stack>
        <TextInput
          label={strings.groups.name}
          description={strings.groups.nameHint}
          data-autofocus
          aria-required
          value={typed}
          error={problem}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setProblem(undefined)
          }}
        />
        <Group justify="end">
          <CancelButton />
          <Button type="submit" loading={isRunning}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
