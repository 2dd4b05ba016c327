import { Title } from '@mantine/core'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { usePageTitle } from '../ui/use-page-title'

export default function SettingsPage() {
  const { organization } = useViewer()
  usePageTitle(strings.shell.settings, organization.name)
  return <Title order={1}>{strings.shell.settings}</Title>
}
