import { Menu, UnstyledButton } from '@mantine/core'
import { useSignOut } from '../session/use-sign-out'
import { useViewer } from '../session/viewer'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { Avatar } from '../ui/avatar'

export function AccountMenu() {
  const { user, member } = useViewer()
  const roles = useRoles()
  const [signOut] = useSignOut()
  const { name, email } = user
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <UnstyledButton className="account" aria-label={strings.shell.account(name)}>
          <Avatar name={name} />
          <span className="two-lines">
            <bdi className="truncate">{name}</bdi>
            <span className="truncate dimmed">{roleLabel(roles, member.role)}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="breakable">{email}</Menu.Label>
        <Menu.Item onClick={signOut}>{strings.shell.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
