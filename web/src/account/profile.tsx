import { Button, Stack, TextInput } from '@mantine/core'
import { type SubmitEvent, useEffect, useState } from 'react'
import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { usePerson } from '../session/viewer'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { AccountCard } from './account-card'
import { UpdateProfile } from './queries'
import { useFormErrors } from './use-form-errors'

/** What shows the name: the sidebar, and the list of members. */
const NAMED = { additionalTypenames: ['User', 'Member'] }
const MAX_LENGTH = 100

/** `onChanged` is told whether there is something to save. */
export function Profile({ onChanged }: { onChanged: (isChanged: boolean) => void }) {
  const { user } = usePerson()
  const [typed, setTyped] = useState<string>()
  const [, updateProfile] = useMutation(UpdateProfile)
  const { form, run, isRunning, error, setError } = useFormErrors()
  const name = typed ?? user.name
  const isChanged = name.trim() !== user.name
  useEffect(() => onChanged(isChanged), [onChanged, isChanged])

  function save(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    void run(async () => {
      await requireSuccess(updateProfile({ input: { name } }, NAMED))
      setTyped((current) => (current === typed ? undefined : current))
      notify(strings.account.nameSaved)
    })
  }

  const nameError = error?.messageFor('name')
  return (
    <AccountCard title={strings.account.profile} hint={strings.account.profileHint}>
      <form ref={form} noValidate onSubmit={save}>
        <Stack align="start" className="account-form">
          {error && !nameError && <Note kind="error">{error.message}</Note>}
          <TextInput
            w="100%"
            label={strings.account.name}
            autoComplete="name"
            aria-required
            maxLength={MAX_LENGTH}
            value={name}
            error={nameError}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              setError(undefined)
            }}
          />
          <div className="breakable">
            <span className="account-label">{strings.account.email}</span>
            <span className="block">{user.email}</span>
            <span className="block dimmed small">{strings.account.emailHint}</span>
          </div>
          <Button type="submit" loading={isRunning}>
            {strings.account.save}
          </Button>
        </Stack>
      </form>
    </AccountCard>
  )
}
