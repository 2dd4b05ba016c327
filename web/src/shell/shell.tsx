import {
  ActionIcon,
  Anchor,
  AppShell,
  Burger,
  Group,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { WaitingInvitations } from '../accept/waiting-invitations'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { MoonIcon, SunIcon } from '../ui/icons'
import { AccountMenu } from './account-menu'
import { ConnectionBanner } from './connection-banner'
import { Navigation } from './navigation'
import { OrganizationMenu } from './organization-menu'

/** What surrounds every screen: the organization, the navigation, and the account. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, { toggle, close }] = useDisclosure()
  const { organization } = useViewer()
  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      layout="alt"
      className="shell"
    >
      <Anchor href="#content" className="skip">
        {strings.skip}
      </Anchor>
      {/* One banner: on a telephone the open menu covers this one, and its own head takes its place. */}
      <AppShell.Header component="div" role={isOpen ? undefined : 'banner'} hiddenFrom="sm">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger
              opened={isOpen}
              onClick={toggle}
              size="sm"
              aria-expanded={isOpen}
              aria-label={isOpen ? strings.shell.closeMenu : strings.shell.openMenu}
            />
            <bdi className="truncate bold">{organization.name}</bdi>
          </Group>
          <ColorSchemeToggle />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar component="div" className="sidebar" mod={{ closed: !isOpen }} aria-hidden={undefined}>
        <Group component="header" justify="space-between" wrap="nowrap" mb="md" px="xs" gap="xs">
          <OrganizationMenu />
          <Group gap={4} wrap="nowrap">
            <ColorSchemeToggle />
            <Burger hiddenFrom="sm" opened onClick={close} size="sm" aria-label={strings.shell.closeMenu} />
          </Group>
        </Group>
        <Navigation onFollow={close} />
        <AccountMenu />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <ConnectionBanner />
        <div className="content">
          <WaitingInvitations />
          {children}
        </div>
      </AppShell.Main>
    </AppShell>
  )
}

function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className="quiet"
      size={32}
      aria-label={strings.shell[other]}
      title={strings.shell[other]}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  )
}
