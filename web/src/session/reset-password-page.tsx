import { Anchor, Button, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link, useLocation, useSearchParams } from 'wouter'
import { ErrorFields } from '../api/error-fields'
import { asRefusedError, type RefusedError } from '../api/errors'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { Note } from '../ui/note'
import { NewPasswordField } from './new-password-field'
import { useSession } from './session'
import { forgetLinkToken, useLinkToken } from './use-link-token'

const ResetPassword = graphql(
  `mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { errors { ...ErrorFields } } }`,
  [ErrorFields],
)

/** The page that the link in a password email opens. */
export function ResetPasswordPage() {
  const token = useLinkToken()
  const { restart } = useSession()
  const [, navigate] = useLocation()
  const [{ fetching }, resetPassword] = useMutation(ResetPassword)
  const [error, setError] = useState<RefusedError>()
  const [parameters] = useSearchParams()

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    setError(undefined)
    try {
      await requireSuccess(resetPassword({ input: { token, password } }))
      forgetLinkToken()
      // Kept in the address, because restarting the session discards the page's state.
      navigate('/reset-password?saved=yes', { replace: true })
      restart()
    } catch (thrown) {
      setError(asRefusedError(thrown))
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
  const passwordError = error?.messageFor('password')
  return (
    <CardPage title={strings.session.resetTitle} hint={strings.session.resetHint}>
      <form noValidate onSubmit={submit}>
        <Stack>
          {error && !passwordError && <Note kind="error">{error.message}</Note>}
          <NewPasswordField
            label={strings.session.newPassword}
            error={passwordError}
            onChange={() => passwordError && setError(undefined)}
          />
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
