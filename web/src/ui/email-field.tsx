import { TextInput, type TextInputProps } from '@mantine/core'

/**
 * An address of one person. Its type is text: browsers refuse addresses outside ASCII in a field of the type email,
 * and rewrite others, while whether an address can be used is for the server to say.
 */
export function EmailField(props: TextInputProps) {
  return (
    <TextInput
      name="email"
      inputMode="email"
      autoComplete="username"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      aria-required
      {...props}
    />
  )
}
