import { PasswordInput, Text } from '@mantine/core'
import { useId, useState } from 'react'
import { strings } from '../strings'
import { type Strength, strengthOf } from './strength'

const BARS = { short: 1, weak: 1, good: 2, strong: 3 }

/** A field for a password that is being chosen, with a hint how good it is. */
export function NewPasswordField({
  label,
  known = [],
  error,
}: {
  label: string
  known?: string[]
  error?: string
}) {
  const [password, setPassword] = useState('')
  const hint = useId()
  const strength = strengthOf(password, known)
  return (
    <div>
      <PasswordInput
        name="password"
        label={label}
        autoComplete="new-password"
        required
        withAsterisk={false}
        maxLength={1024}
        value={password}
        error={error}
        aria-describedby={hint}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div className="strength" id={hint} role="status">
        {password && <Bars level={strength.level} />}
        <Text span c="dimmed" className="small">
          {password ? wordsOf(strength) : strings.strength.hint}
        </Text>
      </div>
    </div>
  )
}

function Bars({ level }: { level: Strength['level'] }) {
  return (
    <span className={`bars bars-${level}`} aria-hidden="true">
      {[1, 2, 3].map((bar) => (
        <span key={bar} data-filled={bar <= BARS[level] || undefined} />
      ))}
    </span>
  )
}

function wordsOf(strength: Strength): string {
  return strength.level === 'short'
    ? strings.strength.short(strength.missing)
    : strings.strength[strength.level]
}
