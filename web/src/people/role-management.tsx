import { Button, Group, Tabs, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useCallback, useState } from 'react'
import { useQuery } from 'urql'
import { UnfinishedUploads } from '../bulk/history/unfinished-uploads'
import { useInviteModal } from '../invite/use-invite-modal'
import { useViewer } from '../session/viewer'
import { CurrentUsersChanged, InvitedUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { number, strings } from '../strings'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { PlusIcon } from '../ui/icons'
import { lazyPart } from '../ui/lazy-page'
import { usePageTitle } from '../ui/use-page-title'
import { CurrentUsers } from './current-users'
import { ExportButton } from './export-button'
import { InvitedUsers } from './invited-users'
import type { Tab } from './list-location'
import { EmptyList } from './list-placeholders'
import { CountsQuery } from './queries'
import { RoleGuide } from './role-guide'
import { useListLocation } from './use-list-location'
import { WrongParts } from './wrong-parts'

const InviteModal = lazyPart(() => import('../invite/invite-modal'))
const SuppressedUsers = lazyPart(() => import('./suppressed-users'))
const CONTEXT = { additionalTypenames: ['Member', 'Invitation', 'Suppression'] }
const TITLES: Record<Tab, string> = {
  current: strings.people.current,
  invited: strings.people.invited,
  suppressed: strings.bounces.suppressed,
}

export function RoleManagement() {
  const { organization, canInvite } = useViewer()
  const [location, setLocation] = useListLocation()
  const [isGuideOpen, roleGuide] = useDisclosure()
  const { mode, open, openUpload } = useInviteModal()
  const [isUsed, setUsed] = useState(false)
  if (mode && !isUsed) setUsed(true)
  const openInvite = useCallback(() => open('single'), [open])
  const [{ data: counts }, recount] = useQuery({
    query: CountsQuery,
    variables: { canInvite },
    context: CONTEXT,
  })
  const refresh = useCallback(() => recount({ requestPolicy: 'network-only' }), [recount])
  useRefreshOnChange(CurrentUsersChanged, refresh)
  useRefreshOnChange(InvitedUsersChanged, refresh)
  usePageTitle(TITLES[location.tab], organization.name)

  return (
    <>
      <Group justify="space-between" align="start" mb="md">
        <div className="heading">
          <Title order={1}>{strings.people.title}</Title>
          <Text c="dimmed" className="breakable">
            {strings.people.subtitle(organization.name)}{' '}
            <button type="button" className="link" onClick={roleGuide.open}>
              {strings.people.guide}
            </button>
          </Text>
        </div>
        <Group gap="xs">
          {location.tab !== 'suppressed' && <ExportButton location={location} />}
          <DisabledWithReason reason={canInvite ? undefined : strings.people.mayNotInvite}>
            {(disabledProps) => (
              <Button
                leftSection={<PlusIcon />}
                {...disabledProps}
                onClick={canInvite ? openInvite : undefined}
              >
                {strings.people.invite}
              </Button>
            )}
          </DisabledWithReason>
        </Group>
      </Group>
      {canInvite && !mode && <UnfinishedUploads onOpen={openUpload} />}
      <WrongParts />
      <Tabs
        value={location.tab}
        onChange={(tab) => tab && setLocation({ tab: tab as Tab })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="current" rightSection={<Count value={counts?.currentUsers.totalCount} />}>
            {strings.people.current}
          </Tabs.Tab>
          <Tabs.Tab value="invited" rightSection={<Count value={counts?.invitedUsers.totalCount} />}>
            {strings.people.invited}
          </Tabs.Tab>
          {canInvite && (
            <Tabs.Tab value="suppressed" rightSection={<Count value={counts?.suppressions?.totalCount} />}>
              {strings.bounces.suppressed}
            </Tabs.Tab>
          )}
        </Tabs.List>
        <Tabs.Panel value="current">
          <CurrentUsers onInvite={canInvite ? openInvite : undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="invited">
          <InvitedUsers onInvite={canInvite ? openInvite : undefined} />
        </Tabs.Panel>
        {canInvite && (
          <Tabs.Panel value="suppressed">
            <SuppressedUsers />
          </Tabs.Panel>
        )}
      </Tabs>
      {location.tab === 'suppressed' && !canInvite && (
        <EmptyList title={strings.bounces.notAllowed} hint={strings.bounces.notAllowedHint} />
      )}
      <RoleGuide isOpen={isGuideOpen} onClose={roleGuide.close} />
      {isUsed && <InviteModal />}
    </>
  )
}

function Count({ value }: { value: number | undefined }) {
  return value === undefined ? null : <span className="badge figures">{number(value)}</span>
}
