import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { requestErrorMessage } from '../api/errors'
import { ViewerQuery } from '../session/queries'
import { useLinkToken } from '../session/use-link-token'
import { useSignOut } from '../session/use-sign-out'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { LoadingPage } from '../ui/loading-page'
import { AcceptForm } from './accept-form'
import { EmailInviter } from './email-inviter'
import { type InvitationPreview, PreviewQuery } from './queries'

/** The page that an invitation's link opens. */
export default function AcceptPage() {
  const token = useLinkToken()
  return <Invitation key={token} token={token} />
}

function Invitation({ token }: { token: string }) {
  const [{ data, error }, reload] = useQuery({ query: PreviewQuery, variables: { token }, pause: !token })
  const [{ data: session, error: sessionError }] = useQuery({ query: ViewerQuery })
  const [isDeclined, setDeclined] = useState(false)
  const preview = data?.invitationPreview

  if (!token || (data && !preview)) {
    return <CardPage title={strings.accept.notValid} hint={strings.accept.notValidHint} />
  }
  if (isDeclined && preview) {
    return (
      <CardPage title={strings.accept.declined} hint={strings.accept.declinedHint(preview.organizationName)}>
        <EmailInviter preview={{ ...preview, status: 'DECLINED' }} />
      </CardPage>
    )
  }
  const failure = error ?? sessionError
  if (failure && !(preview && session)) {
    return (
      <CardPage title={strings.accept.failed} hint={requestErrorMessage(failure)}>
        <Button onClick={() => reload({ requestPolicy: 'network-only' })}>{strings.retry}</Button>
      </CardPage>
    )
  }
  if (!preview || !session) {
    return <LoadingPage label={strings.accept.loading} />
  }
  if (preview.status !== 'PENDING')
    return <ClosedInvitation preview={preview} isSignedIn={Boolean(session.viewer)} />
  if (preview.isBlocked) {
    return (
      <CardPage title={strings.accept.blocked.title} hint={strings.accept.blocked.hint}>
        <HomeLink isSignedIn={Boolean(session.viewer)} />
      </CardPage>
    )
  }
  const user = session.viewer?.user
  if (user && user.email.toLowerCase() !== preview.email.toLowerCase()) {
    return <WrongAccount signedIn={user.email} invited={preview.email} />
  }
  return <AcceptForm preview={preview} token={token} user={user} onDeclined={() => setDeclined(true)} />
}

function ClosedInvitation({ preview, isSignedIn }: { preview: InvitationPreview; isSignedIn: boolean }) {
  const { title, hint } = strings.accept.closed[preview.status]
  return (
    <CardPage title={title} hint={hint}>
      {preview.status !== 'ACCEPTED' && <EmailInviter preview={preview} />}
      <HomeLink isSignedIn={isSignedIn} />
    </CardPage>
  )
}

function HomeLink({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <Anchor component={Link} href="/">
      {isSignedIn ? strings.shell.home : strings.session.signIn}
    </Anchor>
  )
}

function WrongAccount({ signedIn, invited }: { signedIn: string; invited: string }) {
  const [signOut, isBusy] = useSignOut()
  return (
    <CardPage title={strings.accept.wrongAccount} hint={strings.accept.wrongAccountHint(signedIn, invited)}>
      <Button loading={isBusy} onClick={signOut}>
        {strings.accept.signOut}
      </Button>
      <Anchor component={Link} href="/">
        {strings.shell.home}
      </Anchor>
    </CardPage>
  )
}
