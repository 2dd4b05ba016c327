import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { ViewerQuery } from '../session/queries'
import { SignInPage } from '../session/sign-in-page'
import { isMember, ViewerContext } from '../session/viewer'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'
import { LoadingPage } from '../ui/loading-page'
import { useLastValue } from '../ui/use-last-value'
import { NoOrganizationPage } from './no-organization-page'
import { useOwnRights } from './use-own-rights'

interface Props {
  children: ReactNode
  /** What somebody sees who is in no organization. */
  withoutOrganization?: ReactNode
}

/** Shows the children to members, and everybody else the sign-in form or what they can do instead. */
export function SignedIn({ children, withoutOrganization = <NoOrganizationPage /> }: Props) {
  const [{ data: newest, error }, reload] = useQuery({
    query: ViewerQuery,
    requestPolicy: 'cache-and-network',
  })
  // A refresh that fails must not take away the page and what was typed into it.
  const data = useLastValue(newest)
  const viewer = data?.viewer
  useOwnRights(viewer?.member, reload)

  if (viewer) {
    return <ViewerContext value={viewer}>{isMember(viewer) ? children : withoutOrganization}</ViewerContext>
  }
  if (data) return <SignInPage />
  if (error) {
    return (
      <CardPage title={strings.somethingWrong} hint={requestErrorMessage(error)}>
        <Button onClick={() => reload({ requestPolicy: 'network-only' })}>{strings.retry}</Button>
      </CardPage>
    )
  }
  return <LoadingPage label={strings.people.loading} />
}
