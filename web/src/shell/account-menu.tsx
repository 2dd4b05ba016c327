import { Menu, UnstyledButton } from '@mantine/core'
import { Link } from 'wouter'
import { useSignOut } from '../session/use-sign-out'
import { useViewer } from '../session/viewer'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { Avatar } from '../ui/avatar'
import { useGraphiqlLink } from './use-graphiql-link'

export function AccountMenu() {
  const { user, member } = useViewer()
  const roles = useRoles()
  const graphiql = useGraphiqlLink()
  const [signOut] = useSignOut()
  const { name, email } = user
  return (
    <Menu position="top-start" width={264}>
      <Menu.Target>
        <UnstyledButton className="account">
          <span className="visually-hidden">{strings.shell.accountOf} </span>
          <Avatar name={name} />
          <span className="two-lines">
            <bdi className="truncate">{name}</bdi>
            <span className="truncate dimmed">{roleLabel(roles, member.role)}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="breakable">{email}</Menu.Label>
        <Menu.Item component={Link} href="/account">
          {strings.shell.account}
        </Menu.Item>
        {graphiql.isServed && (
          <Menu.Item onClick={graphiql.toggle}>
            {graphiql.isShown ? strings.shell.hideGraphiql : strings.shell.showGraphiql}
          </Menu.Item>
        )}
        <Menu.Item onClick={signOut}>{strings.shell.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
