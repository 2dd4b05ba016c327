import { Anchor } from '@mantine/core'
import { Link, Route, Switch } from 'wouter'
import { AcceptPage } from './accept/accept-page'
import { RoleManagement } from './people/role-management'
import { ForgotPasswordPage } from './session/forgot-password-page'
import { ResetPasswordPage } from './session/reset-password-page'
import { Shell } from './shell/shell'
import { SignedIn } from './shell/signed-in'
import { strings } from './strings'
import { CardPage } from './ui/card-page'

export function App() {
  return (
    <Switch>
      <Route path="/">
        <SignedIn>
          <Shell>
            <RoleManagement />
          </Shell>
        </SignedIn>
      </Route>
      <Route path="/accept">
        <AcceptPage />
      </Route>
      <Route path="/forgot-password">
        <ForgotPasswordPage />
      </Route>
      <Route path="/reset-password">
        <ResetPasswordPage />
      </Route>
      <Route>
        <CardPage title={strings.shell.notFound} hint={strings.shell.notFoundHint}>
          <Anchor component={Link} href="/">
            {strings.shell.home}
          </Anchor>
        </CardPage>
      </Route>
    </Switch>
  )
}
