import { Button, PasswordInput, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { RefusedError } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { NewPasswordField } from '../session/new-password-field'
import { usePerson } from '../session/viewer'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { useUnsaved } from '../ui/unsaved'
import { AccountCard } from './account-card'
import { ChangePassword, SESSIONS } from './queries'
import { useFormErrors } from './use-form-errors'

export function Password() {
  const [saved, setSaved] = useState(0)
  return (
    <AccountCard title={strings.account.password} hint={strings.account.passwordHint}>
      <PasswordForm key={saved} onSaved={() => setSaved(saved + 1)} />
    </AccountCard>
  )
}

function PasswordForm({ onSaved }: { onSaved: () => void }) {
  const { user } = usePerson()
  const [isTyped, setTyped] = useState(false)
  const [, changePassword] = useMutation(ChangePassword)
  const { run, isRunning, error, setError } = useFormErrors()
  useUnsaved(isTyped ? strings.dialog.changes : undefined)

  function save(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [currentPassword, newPassword] = [String(form.get('current')), String(form.get('password'))]
    void run(async () => {
      if (!currentPassword) throw missing('currentPassword', strings.account.needCurrent)
      await requireSuccess(changePassword({ input: { currentPassword, newPassword } }, SESSIONS))
      notify(strings.account.passwordSaved)
      onSaved()
    })
  }

  const currentError = error?.messageFor('currentPassword')
  const newError = error?.messageFor('newPassword')
  return (
    <form
      noValidate
      onSubmit={save}
      onChange={({ currentTarget }) => setTyped([...new FormData(currentTarget).values()].some(isGiven))}
    >
      <Stack align="start" className="account-form">
        {error && !currentError && !newError && <Note kind="error">{error.message}</Note>}
        {/* For whatever keeps passwords: whose it is. */}
        <input type="text" autoComplete="username" value={user.email} readOnly hidden />
        <PasswordInput
          w="100%"
          name="current"
          label={strings.account.currentPassword}
          autoComplete="current-password"
          aria-required
          error={currentError}
          onChange={() => currentError && setError(undefined)}
        />
        <div className="account-field">
          <NewPasswordField
            label={strings.account.newPassword}
            error={newError}
            onChange={() => newError && setError(undefined)}
          />
        </div>
        <Button type="submit" loading={isRunning}>
          {strings.account.savePassword}
        </Button>
      </Stack>
    </form>
  )
}

const isGiven = (value: FormDataEntryValue) => value !== ''

const missing = (field: string, message: string) => new RefusedError([{ message, path: [field] }])
