import { Anchor, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { WaitingInvitations } from '../accept/waiting-invitations'
import { productName } from '../api/address'
import { usePerson } from '../session/viewer'
import { strings } from '../strings'
import { Logo } from '../ui/icons'
import { Note } from '../ui/note'
import { ConnectionBanner } from './connection-banner'

/** What surrounds a screen for somebody in no organization: the product's name, and the way back. */
export function AlonePage({ children }: { children: ReactNode }) {
  const { isOperator } = usePerson()
  return (
    <>
      <Group component="header" justify="space-between" className="alone-head">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Logo />
          <strong className="few-lines">{productName}</strong>
        </Group>
        <Anchor component={Link} href="/">
          {isOperator ? strings.shell.back : strings.shell.backToInvitations}
        </Anchor>
      </Group>
      <ConnectionBanner />
      <main className="content">
        <WaitingInvitations />
        {!isOperator && (
          <Note kind="info" title={strings.shell.noOrganization}>
            {strings.shell.noOrganizationHint}
          </Note>
        )}
        <div className="alone-screen">{children}</div>
      </main>
    </>
  )
}
