import { Menu, UnstyledButton } from '@mantine/core'
import { useMutation } from 'urql'
import { done } from '../api/refusals'
import { SignOut } from '../session/queries'
import { useSession } from '../session/session'
import { useMe } from '../session/viewer'
import { strings } from '../strings'
import { Avatar } from '../ui/avatar'
import { useAct } from '../ui/use-act'

export function AccountMenu() {
  const { viewer, member } = useMe()
  const { restart } = useSession()
  const [, signOut] = useMutation(SignOut)
  const [act] = useAct()
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
        <Menu.Item
          onClick={() =>
            act(async () => {
              await done(signOut({}))
              restart()
            })
          }
        >
          {strings.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
