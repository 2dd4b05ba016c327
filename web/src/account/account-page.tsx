import { Title } from '@mantine/core'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { usePageTitle } from '../ui/use-page-title'

export default function AccountPage() {
  const { organization } = useViewer()
  usePageTitle(strings.shell.account, organization.name)
  return <Title order={1}>{strings.shell.account}</Title>
}
