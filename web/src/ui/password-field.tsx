import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { strings } from '../strings'

/** A password, which can be shown by keyboard, too. */
export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      name="password"
      aria-required
      aria-invalid={Boolean(props.error)}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': strings.password.show }}
      {...props}
    />
  )
}
