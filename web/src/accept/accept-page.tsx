import { Anchor, Button, Center, Loader } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { sentenceOf } from '../api/refusals'
import { ViewerQuery } from '../session/queries'
import { useFragment } from '../session/use-fragment'
import { useSignOut } from '../session/use-sign-out'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { AcceptForm } from './accept-form'
import { type InvitationPreview, PreviewQuery } from './queries'

/** Where an invitation's link leads. */
export function AcceptPage() {
  const token = useFragment()
  return <Invitation key={token} token={token} />
}

function Invitation({ token }: { token: string }) {
  const [{ data, error }, reload] = useQuery({ query: PreviewQuery, variables: { token }, pause: !token })
  const [{ data: session, error: sessionError }] = useQuery({ query: ViewerQuery })
  const [isDeclined, setDeclined] = useState(false)
  const offer = data?.invitationPreview

  if (!token || (data && !offer)) {
    return <CardPage title={strings.accept.notValid} hint={strings.accept.notValidHint} />
  }
  if (isDeclined && offer) {
    return (
      <CardPage title={strings.accept.declined} hint={strings.accept.declinedHint(offer.organizationName)} />
    )
  }
  const failure = error ?? sessionError
  if (failure && !(offer && session)) {
    return (
      <CardPage title={strings.accept.failed} hint={sentenceOf(failure)}>
        <Button onClick={() => reload({ requestPolicy: 'network-only' })}>{strings.retry}</Button>
      </CardPage>
    )
  }
  if (!offer || !session) {
    return (
      <Center component="main" mih="100dvh">
        <Loader aria-label={strings.accept.loading} />
      </Center>
    )
  }
  if (offer.status !== 'PENDING') return <Over offer={offer} isSignedIn={Boolean(session.viewer)} />
  const user = session.viewer?.user
  if (user && user.email.toLowerCase() !== offer.email.toLowerCase()) {
    return <WrongAccount mine={user.email} theirs={offer.email} />
  }
  return <AcceptForm offer={offer} token={token} user={user} onDeclined={() => setDeclined(true)} />
}

function Over({ offer, isSignedIn }: { offer: InvitationPreview; isSignedIn: boolean }) {
  const { title, hint } = strings.accept.over[offer.status]
  return (
    <CardPage title={title} hint={hint}>
      <Anchor component={Link} href="/">
        {isSignedIn ? strings.shell.home : strings.session.signIn}
      </Anchor>
    </CardPage>
  )
}

function WrongAccount({ mine, theirs }: { mine: string; theirs: string }) {
  const [signOut, isBusy] = useSignOut()
  return (
    <CardPage title={strings.accept.wrongAccount} hint={strings.accept.wrongAccountHint(mine, theirs)}>
      <Button loading={isBusy} onClick={signOut}>
        {strings.accept.signOut}
      </Button>
      <Anchor component={Link} href="/">
        {strings.shell.home}
      </Anchor>
    </CardPage>
  )
}
