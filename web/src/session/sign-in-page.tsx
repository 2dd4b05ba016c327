import { Anchor, Button, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { errorMessage } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { EmailField } from '../ui/email-field'
import { Note } from '../ui/note'
import { PasswordField } from '../ui/password-field'
import { SignIn } from './queries'
import { useSession } from './session'

export function SignInPage() {
  const { restart, hasEnded, isNotKept } = useSession()
  const [{ fetching }, signIn] = useMutation(SignIn)
  const [error, setError] = useState<string>()

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password] = [String(form.get('email')), String(form.get('password'))]
    setError(undefined)
    try {
      await requireSuccess(signIn({ input: { email, password } }))
      restart({ isSignedIn: true })
    } catch (thrown) {
      setError(errorMessage(thrown))
    }
  }

  return (
    <CardPage title={strings.session.signIn}>
      <form noValidate onSubmit={submit}>
        <Stack>
          {isNotKept && !error && <Note kind="error">{strings.session.notKept}</Note>}
          {hasEnded && !error && <Note kind="info">{strings.session.ended}</Note>}
          {error && <Note kind="error">{error}</Note>}
          <EmailField label={strings.session.email} autoFocus />
          <PasswordField label={strings.session.password} autoComplete="current-password" />
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
