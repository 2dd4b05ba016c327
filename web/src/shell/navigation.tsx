import { NavLink } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, useRoute } from 'wouter'
import { publicPath } from '../api/address'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import {
  ActivityIcon,
  CodeIcon,
  GroupsIcon,
  JobsIcon,
  PeopleIcon,
  PersonIcon,
  SettingsIcon,
} from '../ui/icons'
import { useGraphiqlLink } from './use-graphiql-link'

/** The links to the screens that the role of the signed-in member opens. */
export function Navigation({ onFollow }: { onFollow: () => void }) {
  const { canInvite, canReadActivity, canChangeSettings, isOperator } = useViewer()
  const graphiql = useGraphiqlLink()
  return (
    <nav aria-label={strings.shell.navigation} className="links">
      <p className="links-title">{strings.shell.accountSettings}</p>
      <Screen href="/" label={strings.shell.people} icon={<PeopleIcon />} onFollow={onFollow} />
      {canInvite && (
        <Screen href="/groups" label={strings.shell.groups} icon={<GroupsIcon />} onFollow={onFollow} />
      )}
      {canReadActivity && (
        <Screen href="/activity" label={strings.shell.activity} icon={<ActivityIcon />} onFollow={onFollow} />
      )}
      {canChangeSettings && (
        <Screen href="/settings" label={strings.shell.settings} icon={<SettingsIcon />} onFollow={onFollow} />
      )}
      {isOperator && (
        <Screen href="/jobs" label={strings.shell.backgroundJobs} icon={<JobsIcon />} onFollow={onFollow} />
      )}
      <Screen href="/account" label={strings.shell.account} icon={<PersonIcon />} onFollow={onFollow} />
      {graphiql.isShown && (
        <NavLink
          component="a"
          href={`${publicPath}/graphiql`}
          label={strings.shell.graphiql}
          leftSection={<CodeIcon />}
        />
      )}
    </nav>
  )
}

interface ScreenProps {
  href: string
  label: string
  icon: ReactNode
  onFollow: () => void
}

function Screen({ href, label, icon, onFollow }: ScreenProps) {
  const [isHere] = useRoute(href)
  return (
    <NavLink
      component={Link}
      href={href}
      active={isHere}
      aria-current={isHere ? 'page' : undefined}
      label={label}
      leftSection={icon}
      onClick={onFollow}
    />
  )
}
