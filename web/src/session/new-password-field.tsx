import { Text } from '@mantine/core'
import { strings } from '../strings'
import { PasswordField } from '../ui/password-field'
import { type PasswordCheck, usePasswordCheck } from './use-password-check'

const BARS = [1, 2, 3, 4]

interface Props {
  label: string
  value: string
  onChange: (password: string) => void
  /** The person's own, which the server takes for no password. */
  name?: string
  email?: string
  /** Why the server refused the password. */
  error?: string | undefined
}

/** Chooses a password. Whether it is good the server says, while somebody types it as well as in the end. */
export function NewPasswordField({ label, value, onChange, name, email, error }: Props) {
  const check = usePasswordCheck(value, name, email)
  return (
    <PasswordField
      label={label}
      autoComplete="new-password"
      value={value}
      error={error}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={!error && <Help check={check} />}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function Help({ check }: { check: PasswordCheck | undefined }) {
  return (
    <>
      <span hidden={check !== undefined}>{strings.password.hint}</span>
      <span role="status">{check && <Strength check={check} />}</span>
    </>
  )
}

function Strength({ check: { isAccepted, message, strength } }: { check: PasswordCheck }) {
  return (
    <span className="password-strength">
      <span className={isAccepted ? 'bars bars-full' : 'bars'} aria-hidden="true">
        {BARS.map((bar) => (
          <span key={bar} data-filled={bar <= Math.max(1, strength) || undefined} />
        ))}
      </span>
      <Text span className={isAccepted ? 'small' : 'small error'}>
        {message ?? strings.password.strengths[strength]}
      </Text>
    </span>
  )
}
