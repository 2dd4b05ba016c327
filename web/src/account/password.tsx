import { Button, Stack } from '@mantine/core'
import { type SubmitEvent, useEffect, useState } from 'react'
import { useMutation } from 'urql'
import { RefusedError } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { NewPasswordField } from '../session/new-password-field'
import { usePerson } from '../session/viewer'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { notify } from '../ui/notify'
import { PasswordField } from '../ui/password-field'
import { AccountCard } from './account-card'
import { ChangePassword, SESSIONS } from './queries'
import { useFormErrors } from './use-form-errors'

/** `onBegun` is told whether something is typed. */
export function Password({ onBegun }: { onBegun: (isBegun: boolean) => void }) {
  const { user } = usePerson()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [, changePassword] = useMutation(ChangePassword)
  const { form, run, isRunning, error, setError } = useFormErrors()
  const isBegun = Boolean(current || next)
  useEffect(() => onBegun(isBegun), [onBegun, isBegun])

  function save(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    void run(async () => {
      if (!current) throw missingCurrent()
      const input = { currentPassword: current, newPassword: next }
      await requireSuccess(changePassword({ input }, SESSIONS))
      setCurrent('')
      setNext('')
      notify(strings.account.passwordSaved)
    })
  }

  const currentError = error?.messageFor('currentPassword')
  const nextError = error?.messageFor('newPassword')
  return (
    <AccountCard title={strings.account.password} hint={strings.account.passwordHint}>
      <form ref={form} noValidate onSubmit={save}>
        <Stack align="start" className="account-form">
          {error && !currentError && !nextError && <Note kind="error">{error.message}</Note>}
          {/* For whatever keeps passwords: whose it is. */}
          <input type="text" autoComplete="username" value={user.email} readOnly hidden />
          <PasswordField
            w="100%"
            name="current"
            label={strings.account.currentPassword}
            autoComplete="current-password"
            value={current}
            error={currentError}
            onChange={(event) => {
              setCurrent(event.currentTarget.value)
              if (currentError) setError(undefined)
            }}
          />
          <div className="account-field">
            <NewPasswordField
              label={strings.account.newPassword}
              value={next}
              name={user.name}
              email={user.email}
              error={nextError}
              onChange={(changed) => {
                setNext(changed)
                if (nextError) setError(undefined)
              }}
            />
          </div>
          <Button type="submit" loading={isRunning}>
            {strings.account.savePassword}
          </Button>
        </Stack>
      </form>
    </AccountCard>
  )
}

const missingCurrent = () =>
  new RefusedError([{ message: strings.account.needCurrent, path: ['currentPassword'] }])
