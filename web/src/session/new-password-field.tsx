import { PasswordInput, Text } from '@mantine/core'
import { useId, useState } from 'react'
import { strings } from '../strings'
import { MIN_PASSWORD_LENGTH, missingCharacters } from './password-length'

const BARS = [1, 2, 3]

interface Props {
  label: string
  /** Why the server refused the password. */
  error: string | undefined
  onChange: () => void
}

/** Chooses a password. While somebody types it shows the length; whether the password is good the server decides. */
export function NewPasswordField({ label, error, onChange }: Props) {
  const [password, setPassword] = useState('')
  const hint = useId()
  return (
    <div>
      <PasswordInput
        name="password"
        label={label}
        autoComplete="new-password"
        aria-required
        value={password}
        error={error}
        aria-describedby={hint}
        onChange={(event) => {
          setPassword(event.currentTarget.value)
          onChange()
        }}
      />
      <div className="password-length" id={hint} role="status">
        {!error && <PasswordLength password={password} />}
      </div>
    </div>
  )
}

function PasswordLength({ password }: { password: string }) {
  const missing = missingCharacters(password)
  const filled = Math.floor((1 - missing / MIN_PASSWORD_LENGTH) * BARS.length)
  const sentence = missing > 0 ? strings.password.missing(missing) : strings.password.longEnough
  return (
    <>
      {password && (
        <span className={missing > 0 ? 'bars' : 'bars bars-full'} aria-hidden="true">
          {BARS.map((bar) => (
            <span key={bar} data-filled={bar <= filled || undefined} />
          ))}
        </span>
      )}
      <Text span c="dimmed" className="small">
        {password ? sentence : strings.password.hint(MIN_PASSWORD_LENGTH)}
      </Text>
    </>
  )
}
