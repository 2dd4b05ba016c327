import { Anchor, Button } from '@mantine/core'
import { Link } from 'wouter'
import { WaitingInvitations } from '../accept/waiting-invitations'
import { useSignOut } from '../session/use-sign-out'
import { usePerson } from '../session/viewer'
import { strings } from '../strings'
import { CardPage } from '../ui/card-page'

/** For somebody who can sign in but is nobody's member yet, or no longer. */
export function NoOrganizationPage() {
  const [signOut, isBusy] = useSignOut()
  const { isOperator } = usePerson()
  return (
    <CardPage title={strings.shell.noOrganization} hint={strings.shell.noOrganizationHint}>
      <WaitingInvitations />
      {isOperator && (
        <Anchor component={Link} href="/jobs">
          {strings.shell.backgroundJobs}
        </Anchor>
      )}
      <Anchor component={Link} href="/account">
        {strings.shell.accountLink}
      </Anchor>
      <Button variant="default" loading={isBusy} onClick={signOut}>
        {strings.shell.signOut}
      </Button>
    </CardPage>
  )
}
