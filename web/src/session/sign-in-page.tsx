import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { done, messageOf } from '../api/refusals'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { Note } from '../ui/note'
import { SignIn } from './queries'
import { useSession } from './session'

export function SignInPage() {
  const { restart, note } = useSession()
  const [{ fetching }, signIn] = useMutation(SignIn)
  const [problem, setProblem] = useState<string>()

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password] = [String(form.get('email')), String(form.get('password'))]
    setProblem(undefined)
    try {
      await done(signIn({ input: { email, password } }))
      restart()
    } catch (failure) {
      setProblem(messageOf(failure))
    }
  }

  return (
    <CardPage title={strings.session.signInTitle}>
      <form onSubmit={submit}>
        <Stack>
          {note === 'ended' && !problem && <Note kind="info">{strings.session.ended}</Note>}
          {problem && <Note kind="error">{problem}</Note>}
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
