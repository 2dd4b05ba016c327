import { Anchor, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { WaitingInvitations } from '../accept/waiting-invitations'
import { productName } from '../api/address'
import { strings } from '../strings'
import { Logo } from '../ui/icons'
import { Note } from '../ui/note'

/** What surrounds a screen for somebody in no organization: the product's name, and the way back. */
export function AlonePage({ children }: { children: ReactNode }) {
  return (
    <>
      <Group component="header" justify="space-between" className="alone-head">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Logo />
          <strong className="few-lines">{productName}</strong>
        </Group>
        <Anchor component={Link} href="/">
          {strings.shell.backToInvitations}
        </Anchor>
      </Group>
      <main className="content">
        <WaitingInvitations />
        <Note kind="info" title={strings.shell.noOrganization}>
          {strings.shell.noOrganizationHint}
        </Note>
        <div className="alone-screen">{children}</div>
      </main>
    </>
  )
}
