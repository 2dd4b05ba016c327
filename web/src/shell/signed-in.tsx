import { Button, Center, Loader } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { useQuery } from 'urql'
import { sentenceOf } from '../api/refusals'
import { ViewerQuery } from '../session/queries'
import { SignInPage } from '../session/sign-in-page'
import { MeContext } from '../session/viewer'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { useLatest } from '../ui/use-latest'
import { NoOrganizationPage } from './no-organization-page'

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
  if (viewer) return <NoOrganizationPage />
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
