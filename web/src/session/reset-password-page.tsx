import { Anchor, Button, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation, useSearchParams } from 'wouter'
import { ErrorFields } from '../api/error-fields'
import { asRefusedError, type RefusedError, requestErrorMessage } from '../api/errors'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { LoadingPage } from '../ui/loading-page'
import { Note } from '../ui/note'
import { NewPasswordField } from './new-password-field'
import { useSession } from './session'
import { forgetLinkToken, useLinkToken } from './use-link-token'

const ResetPassword = graphql(
  `mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { errors { ...ErrorFields } } }`,
  [ErrorFields],
)

const PreviewQuery = graphql(`
  query PasswordResetPreview($token: String!) { passwordResetPreview(token: $token) { status } }
`)

/** The page that the link in a password email opens. */
export default function ResetPasswordPage() {
  const token = useLinkToken()
  const [parameters] = useSearchParams()
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
  return <LinkPage key={token} token={token} />
}

/** Says what is wrong with a link before anybody thinks of a password. */
function LinkPage({ token }: { token: string }) {
  const [{ data, error }, reload] = useQuery({ query: PreviewQuery, variables: { token } })
  const look = () => reload({ requestPolicy: 'network-only' })
  if (error && !data) {
    return (
      <CardPage title={strings.session.linkFailed} hint={requestErrorMessage(error)}>
        <Button onClick={look}>{strings.retry}</Button>
      </CardPage>
    )
  }
  if (!data) {
    return <LoadingPage label={strings.session.openingLink} />
  }
  const { status } = data.passwordResetPreview
  if (status === 'VALID') return <NewPasswordForm token={token} onClosed={look} />
  const { title, hint } = strings.session.closedLink[status]
  return (
    <CardPage title={title} hint={hint}>
      <Button component={Link} href="/forgot-password">
        {strings.session.askAgain}
      </Button>
      <Anchor component={Link} href="/">
        {strings.session.backToSignIn}
      </Anchor>
    </CardPage>
  )
}

/** `onClosed`: the link that was good has turned out to be so no more. */
function NewPasswordForm({ token, onClosed }: { token: string; onClosed: () => void }) {
  const { restart } = useSession()
  const [, navigate] = useLocation()
  const [{ fetching }, resetPassword] = useMutation(ResetPassword)
  const [error, setError] = useState<RefusedError>()
  const [password, setPassword] = useState('')

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setError(undefined)
    try {
      await requireSuccess(resetPassword({ input: { token, password } }))
      forgetLinkToken()
      // Kept in the address, because restarting the session discards the page's state.
      navigate('/reset-password?saved=yes', { replace: true })
      restart()
    } catch (thrown) {
      const refused = asRefusedError(thrown)
      setError(refused)
      if (refused.messageFor('token')) onClosed()
    }
  }

  const passwordError = error?.messageFor('password')
  return (
    <CardPage title={strings.session.resetTitle} hint={strings.session.resetHint}>
      <form noValidate onSubmit={submit}>
        <Stack>
          {error && !passwordError && <Note kind="error">{error.message}</Note>}
          <NewPasswordField
            label={strings.session.newPassword}
            value={password}
            error={passwordError}
            onChange={(changed) => {
              setPassword(changed)
              if (passwordError) setError(undefined)
            }}
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
