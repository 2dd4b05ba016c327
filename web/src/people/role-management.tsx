import { Button, Group, Tabs, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useCallback, useEffect, useMemo } from 'react'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { OpenFiles } from '../bulk/open-files'
import { InviteModal } from '../invite/invite-modal'
import { useMe } from '../session/viewer'
import { CurrentUsersChanged, InvitedUsersChanged } from '../shared/changes'
import { useChanges } from '../shared/use-changes'
import { number, strings } from '../strings'
import { PlusIcon } from '../ui/icons'
import { Reasoned } from '../ui/reasoned'
import { CurrentUsers } from './current-users'
import { InvitedUsers } from './invited-users'
import { type Tab, usePlace } from './place'
import { CountsQuery } from './queries'
import { RoleGuide } from './role-guide'

export function RoleManagement() {
  const { organization, viewer } = useMe()
  const [place, go] = usePlace()
  const [isGuideOpen, guide] = useDisclosure()
  const [parameters, setParameters] = useSearchParams()
  const openInvite = useCallback(
    () =>
      setParameters((before) => {
        before.set('invite', 'single')
        return before
      }),
    [setParameters],
  )
  const [{ data: counts }, recount] = useQuery({
    query: CountsQuery,
    context: useMemo(() => ({ additionalTypenames: ['Member', 'Invitation'] }), []),
  })
  const refresh = useCallback(() => recount({ requestPolicy: 'network-only' }), [recount])
  useChanges(CurrentUsersChanged, refresh)
  useChanges(InvitedUsersChanged, refresh)
  useEffect(() => {
    document.title = `${strings.people.title} · ${organization.name}`
  }, [organization.name])

  return (
    <>
      <Group justify="space-between" align="start" mb="md">
        <div className="heading">
          <Title order={1}>{strings.people.title}</Title>
          <Text c="dimmed" className="breakable">
            {strings.people.subtitle(organization.name)}{' '}
            <button type="button" className="link" onClick={guide.open}>
              {strings.people.guide}
            </button>
          </Text>
        </div>
        <Reasoned reason={viewer.canInvite ? undefined : strings.people.mayNotInvite}>
          {(off) => (
            <Button leftSection={<PlusIcon />} {...off} onClick={viewer.canInvite ? openInvite : undefined}>
              {strings.people.invite}
            </Button>
          )}
        </Reasoned>
      </Group>
      {viewer.canInvite && !parameters.has('invite') && (
        <OpenFiles
          onChosen={(id) =>
            setParameters((before) => {
              before.set('invite', 'bulk')
              before.set('upload', id)
              return before
            })
          }
        />
      )}
      <Tabs value={place.tab} onChange={(tab) => tab && go({ tab: tab as Tab })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="current" rightSection={<Count value={counts?.currentUsers.totalCount} />}>
            {strings.people.current}
          </Tabs.Tab>
          <Tabs.Tab value="invited" rightSection={<Count value={counts?.invitedUsers.totalCount} />}>
            {strings.people.invited}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="current">
          <CurrentUsers
            admins={counts?.admins.totalCount}
            onInvite={viewer.canInvite ? openInvite : undefined}
          />
        </Tabs.Panel>
        <Tabs.Panel value="invited">
          <InvitedUsers onInvite={viewer.canInvite ? openInvite : undefined} />
        </Tabs.Panel>
      </Tabs>
      <RoleGuide isOpen={isGuideOpen} onClose={guide.close} />
      {viewer.canInvite && <InviteModal />}
    </>
  )
}

function Count({ value }: { value: number | undefined }) {
  return value === undefined ? null : <span className="badge figures">{number(value)}</span>
}
