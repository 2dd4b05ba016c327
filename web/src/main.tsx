import '@mantine/core/styles.css'
import '@mantine/dropzone/styles.css'
import '@mantine/notifications/styles.css'
import './styles/base.css'
import './styles/ui.css'
import './styles/session.css'
import './styles/shell.css'
import './styles/lists.css'
import './styles/current.css'
import './styles/invited.css'
import './styles/groups.css'
import './styles/invite.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { publicPath } from './api/address'
import { App } from './app'
import { SessionProvider } from './session/session'
import { takeLinkToken } from './session/use-link-token'
import { LANGUAGE } from './strings'
import { colors, theme } from './theme'
import { startFocusTracking } from './ui/focus-tracking'
import { askBeforeLeaving, startLeaveGuard } from './ui/leave-guard'

document.documentElement.lang = LANGUAGE
takeLinkToken()
startFocusTracking()
startLeaveGuard()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={colors} defaultColorScheme="auto">
      <Notifications position="bottom-center" limit={3} />
      <SessionProvider>
        <Router base={publicPath} aroundNav={askBeforeLeaving}>
          <App />
        </Router>
      </SessionProvider>
    </MantineProvider>
  </StrictMode>,
)
