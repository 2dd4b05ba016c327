import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { errorMessage } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { Note } from '../ui/note'
import { SignIn } from './queries'
import { useSession } from './session'

export function SignInPage() {
  const { restart, hasEnded } = useSession()
  const [{ fetching }, signIn] = useMutation(SignIn)
  const [error, setError] = useState<string>()

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password] = [String(form.get('email')), String(form.get('password'))]
    setError(undefined)
    try {
      await requireSuccess(signIn({ input: { email, password } }))
      restart()
    } catch (thrown) {
      setError(errorMessage(thrown))
    }
  }

  return (
    <CardPage title={strings.session.signIn}>
      <form onSubmit={submit}>
        <Stack>
          {hasEnded && !error && <Note kind="info">{strings.session.ended}</Note>}
          {error && <Note kind="error">{error}</Note>}
          <TextInput
            name="email"
            type="email"
            label={strings.session.email}
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
          />
          <PasswordInput
            name="password"
            label={strings.session.password}
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          <Button type="submit" loading={fetching} fullWidth>
            {strings.session.signIn}
          </Button>
          <Anchor component={Link} href="/forgot-password">
            {strings.session.forgot}
          </Anchor>
        </Stack>
      </form>
    </CardPage>
  )
}
