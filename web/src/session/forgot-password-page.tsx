import { Anchor, Button, Stack } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { ErrorFields } from '../api/error-fields'
import { errorMessage } from '../api/errors'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { EmailField } from '../ui/email-field'
import { Note } from '../ui/note'

const RequestPasswordReset = graphql(
  `mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) { errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

export default function ForgotPasswordPage() {
  const [{ fetching }, requestReset] = useMutation(RequestPasswordReset)
  const [error, setError] = useState<string>()
  const [sentTo, setSentTo] = useState<string>()

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get('email'))
    setError(email.trim() ? undefined : strings.session.needEmail)
    if (!email.trim()) return
    try {
      await requireSuccess(requestReset({ input: { email } }))
      setSentTo(email)
    } catch (thrown) {
      setError(errorMessage(thrown))
    }
  }

  const back = (
    <Anchor component={Link} href="/">
      {strings.session.backToSignIn}
    </Anchor>
  )
  if (sentTo) {
    return (
      <CardPage title={strings.session.linkSent} hint={strings.session.linkSentHint(sentTo)}>
        {back}
      </CardPage>
    )
  }
  return (
    <CardPage title={strings.session.forgotTitle} hint={strings.session.forgotHint}>
      <form noValidate onSubmit={submit}>
        <Stack>
          {error && <Note kind="error">{error}</Note>}
          <EmailField label={strings.session.email} autoFocus />
          <Button type="submit" loading={fetching}>
            {strings.session.sendLink}
          </Button>
          {back}
        </Stack>
      </form>
    </CardPage>
  )
}
