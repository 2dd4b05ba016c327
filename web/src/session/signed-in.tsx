import { Button, Center, Loader } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { useMutation, useQuery } from 'urql'
import { done, sentenceOf } from '../api/refusals'
import { WaitingInvitations } from '../shell/waiting-invitations'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { useAct } from '../ui/use-act'
import { useLatest } from '../ui/use-latest'
import { SignOut, ViewerQuery } from './queries'
import { useSession } from './session'
import { SignInPage } from './sign-in-page'
import { MeContext } from './viewer'

/** What is behind the sign-in form. */
export function SignedIn({ children }: { children: ReactNode }) {
  const [{ data: answer, error }, reload] = useQuery({
    query: ViewerQuery,
    requestPolicy: 'cache-and-network',
  })
  // A refresh that fails is no reason to take the page, and what was typed into it, away.
  const data = useLatest(answer)
  const viewer = data?.viewer
  const me = useMemo(
    () =>
      viewer?.member &&
      viewer.organization && { viewer, member: viewer.member, organization: viewer.organization },
    [viewer],
  )

  if (me) return <MeContext value={me}>{children}</MeContext>
  if (viewer) return <NoOrganization />
  if (data) return <SignInPage />
  if (error) {
    return (
      <CardPage title={strings.somethingWrong} hint={sentenceOf(error)}>
        <Button onClick={() => reload({ requestPolicy: 'network-only' })}>{strings.retry}</Button>
      </CardPage>
    )
  }
  return (
    <Center component="main" mih="100dvh">
      <Loader aria-label={strings.people.loading} />
    </Center>
  )
}

function NoOrganization() {
  const { restart } = useSession()
  const [, signOut] = useMutation(SignOut)
  const [act, isBusy] = useAct()
  return (
    <CardPage title={strings.shell.noOrganization} hint={strings.shell.noOrganizationHint}>
      <WaitingInvitations />
      <Button
        variant="default"
        loading={isBusy}
        onClick={() =>
          act(async () => {
            await done(signOut({}))
            restart()
          })
        }
      >
        {strings.shell.signOut}
      </Button>
    </CardPage>
  )
}
