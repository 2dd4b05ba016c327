import { Menu, UnstyledButton } from '@mantine/core'
import { useSignOut } from '../session/use-sign-out'
import { useMe } from '../session/viewer'
import { strings } from '../strings'
import { Avatar } from '../ui/avatar'

export function AccountMenu() {
  const { viewer, member } = useMe()
  const [signOut] = useSignOut()
  const { name, email } = viewer.user
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <UnstyledButton className="account" aria-label={strings.shell.account(name)}>
          <Avatar name={name} />
          <span className="two-lines">
            <bdi className="cut">{name}</bdi>
            <span className="cut dimmed">{strings.roles[member.role]}</span>
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
