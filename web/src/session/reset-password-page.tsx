import { Anchor, Button, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link, useLocation, useSearchParams } from 'wouter'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { done, messageOf, Refused } from '../api/refusals'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { Note } from '../ui/note'
import { NewPassword } from './new-password'
import { useSession } from './session'
import { useFragment } from './use-fragment'

const ResetPassword = graphql(
  `mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { errors { ...ErrorFields } } }`,
  [ErrorFields],
)

/** Where the link of a password email leads. */
export function ResetPasswordPage() {
  const token = useFragment()
  const { restart } = useSession()
  const [, navigate] = useLocation()
  const [{ fetching }, resetPassword] = useMutation(ResetPassword)
  const [problem, setProblem] = useState<Refused>()
  const [parameters] = useSearchParams()

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    setProblem(undefined)
    try {
      await done(resetPassword({ input: { token, password } }))
      // In the address, since a session that starts over takes the page's state with it.
      navigate('/reset-password?saved=yes', { replace: true })
      restart()
    } catch (failure) {
      setProblem(failure instanceof Refused ? failure : new Refused([], messageOf(failure)))
    }
  }

  if (parameters.has('saved')) {
    return (
      <CardPage title={strings.session.saved} hint={strings.session.savedHint}>
        <Button component={Link} href="/">
          {strings.session.signIn}
        </Button>
      </CardPage>
    )
  }
  if (!token) {
    return (
      <CardPage title={strings.session.noToken} hint={strings.session.noTokenHint}>
        <AskAgain />
      </CardPage>
    )
  }
  const aboutPassword = problem?.about('password')
  return (
    <CardPage title={strings.session.resetTitle} hint={strings.session.resetHint}>
      <form onSubmit={submit}>
        <Stack>
          {problem && !aboutPassword && <Note kind="error">{problem.message}</Note>}
          <NewPassword label={strings.session.newPassword} error={aboutPassword} />
          <Button type="submit" loading={fetching}>
            {strings.session.savePassword}
          </Button>
          <AskAgain />
        </Stack>
      </form>
    </CardPage>
  )
}

function AskAgain() {
  return (
    <Anchor component={Link} href="/forgot-password">
      {strings.session.askAgain}
    </Anchor>
  )
}
