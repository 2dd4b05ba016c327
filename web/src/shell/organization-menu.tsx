import { Menu, UnstyledButton } from '@mantine/core'
import { useMutation } from 'urql'
import { useLocation } from 'wouter'
import { ErrorFields } from '../api/error-fields'
import { graphql } from '../api/graphql'
import { requireSuccess } from '../api/payloads'
import { useSession } from '../session/session'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { ChevronIcon } from '../ui/icons'
import { notify } from '../ui/notify'
import { useAsyncAction } from '../ui/use-async-action'

const SwitchOrganization = graphql(
  `mutation SwitchOrganization($input: SwitchOrganizationInput!) {
    switchOrganization(input: $input) { viewer { user { id } } errors { ...ErrorFields } }
  }`,
  [ErrorFields],
)

/** The name of the organization; for a person in several organizations, a menu to switch between them. */
export function OrganizationMenu() {
  const { organization, organizations } = useViewer()
  const { restart } = useSession()
  const [, navigate] = useLocation()
  const [, switchOrganization] = useMutation(SwitchOrganization)
  const [run] = useAsyncAction()
  if (organizations.length < 2) {
    return (
      <strong className="few-lines organization" title={organization.name}>
        {organization.name}
      </strong>
    )
  }
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
        {organizations.map(({ id, name }) => (
          <Menu.Item
            key={id}
            aria-current={id === organization.id || undefined}
            fw={id === organization.id ? 650 : undefined}
            className="breakable"
            onClick={() =>
              run(async () => {
                if (id === organization.id) return
                await requireSuccess(switchOrganization({ input: { organizationId: id } }))
                navigate('/')
                restart()
                notify(strings.shell.switched(name))
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
