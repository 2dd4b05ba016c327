import { Button, PasswordInput, Stack } from '@mantine/core'
import { type SubmitEvent, useEffect, useState } from 'react'
import { useMutation } from 'urql'
import { RefusedError } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { NewPasswordField } from '../session/new-password-field'
import { usePerson } from '../session/viewer'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { AccountCard } from './account-card'
import { ChangePassword, SESSIONS } from './queries'
import { useFormErrors } from './use-form-errors'

/** `onBegun` is told whether something is typed. */
export function Password({ onBegun }: { onBegun: (isBegun: boolean) => void }) {
  const [saved, setSaved] = useState(0)
  return (
    <AccountCard title={strings.account.password} hint={strings.account.passwordHint}>
      <PasswordForm key={saved} onBegun={onBegun} onSaved={() => setSaved(saved + 1)} />
    </AccountCard>
  )
}

interface FormProps {
  onBegun: (isBegun: boolean) => void
  onSaved: () => void
}

function PasswordForm({ onBegun, onSaved }: FormProps) {
  const { user } = usePerson()
  const [, changePassword] = useMutation(ChangePassword)
  const { form, run, isRunning, error, setError } = useFormErrors()
  useEffect(() => () => onBegun(false), [onBegun])

  function save(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const [currentPassword, newPassword] = [String(given.get('current')), String(given.get('password'))]
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
      ref={form}
      noValidate
      onSubmit={save}
      onChange={({ currentTarget }) => onBegun([...new FormData(currentTarget).values()].some(isGiven))}
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
