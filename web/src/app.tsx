import { Anchor } from '@mantine/core'
import { Link, Route, Switch } from 'wouter'
import { RoleManagement } from './people/role-management'
import { AlonePage } from './shell/alone-page'
import { Shell } from './shell/shell'
import { SignedIn } from './shell/signed-in'
import { strings } from './strings'
import { CardPage } from './ui/card-page'
import { lazyPage } from './ui/lazy-page'

const AcceptPage = lazyPage(() => import('./accept/accept-page'))
const ForgotPasswordPage = lazyPage(() => import('./session/forgot-password-page'))
const ResetPasswordPage = lazyPage(() => import('./session/reset-password-page'))
const Account = lazyPage(() => import('./account/account-page'))

const Jobs = lazyPage(() => import('./jobs/jobs-page'))

/** What members see; app/web/static_files.py serves the page at each of the paths. */
const SCREENS = [
  { path: '/', Screen: RoleManagement },
  { path: '/groups', Screen: lazyPage(() => import('./groups/groups-page')) },
  { path: '/activity', Screen: lazyPage(() => import('./activity/activity-page')) },
  { path: '/settings', Screen: lazyPage(() => import('./settings/settings-page')) },
  { path: '/jobs', Screen: Jobs, alone: <Jobs /> },
  { path: '/account', Screen: Account, alone: <Account /> },
]

export function App() {
  return (
    <Switch>
      {SCREENS.map(({ path, Screen, alone }) => (
        <Route key={path} path={path}>
          <SignedIn withoutOrganization={alone && <AlonePage>{alone}</AlonePage>}>
            <Shell>
              <Screen />
            </Shell>
          </SignedIn>
        </Route>
      ))}
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
