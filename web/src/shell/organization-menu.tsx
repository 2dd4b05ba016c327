import { Menu, UnstyledButton } from '@mantine/core'
import { useMutation } from 'urql'
import { useLocation } from 'wouter'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { done } from '../api/refusals'
import { useSession } from '../session/session'
import { useMe } from '../session/viewer'
import { strings } from '../strings'
import { ChevronIcon } from '../ui/icons'
import { say } from '../ui/say'
import { useAct } from '../ui/use-act'

const SwitchOrganization = graphql(
  `mutation SwitchOrganization($input: SwitchOrganizationInput!) {
    switchOrganization(input: $input) { viewer { user { id } } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

/** Where one is; for a person in several organizations, also the way into the others. */
export function OrganizationMenu() {
  const { viewer, organization } = useMe()
  const { restart } = useSession()
  const [, navigate] = useLocation()
  const [, switchOrganization] = useMutation(SwitchOrganization)
  const [act] = useAct()
  if (viewer.organizations.length < 2)
    return (
      <strong className="few-lines organization" title={organization.name}>
        {organization.name}
      </strong>
    )
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <UnstyledButton className="organization switcher">
          <strong className="few-lines" title={organization.name}>
            {organization.name}
          </strong>
          <ChevronIcon />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{strings.shell.switchTo}</Menu.Label>
        {viewer.organizations.map(({ id, name }) => (
          <Menu.Item
            key={id}
            aria-current={id === organization.id || undefined}
            fw={id === organization.id ? 650 : undefined}
            className="breakable"
            onClick={() =>
              act(async () => {
                if (id === organization.id) return
                await done(switchOrganization({ input: { organizationId: id } }))
                navigate('/')
                restart()
                say(strings.shell.switched(name))
              })
            }
          >
            <bdi>{name}</bdi>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
