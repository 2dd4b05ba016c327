import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { publicPath } from '../api/address'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { DownloadButton } from '../ui/download-link'
import { usePageTitle } from '../ui/use-page-title'
import { ActivityFilters } from './activity-filters'
import { ActivityList } from './activity-list'
import { exportParameters } from './activity-location'
import { useFilters } from './use-filters'
import { WrongFilters } from './wrong-filters'
import './activity.css'

/** What happened in the organization: all of it for Admins, what concerns the own groups for Group Admins. */
export default function ActivityPage() {
  const { organization, canReadActivity, member } = useViewer()
  usePageTitle(strings.activity.title, organization.name)
  if (!canReadActivity) return <NotAllowed />
  return (
    <>
      <Group justify="space-between" align="start" mb="md">
        <div className="heading">
          <Title order={1}>{strings.activity.title}</Title>
          <Text c="dimmed" className="breakable">
            {member.role === 'ADMIN' ? strings.activity.all(organization.name) : strings.activity.ofGroups}
          </Text>
        </div>
        <Exports />
      </Group>
      <WrongFilters />
      <ActivityFilters />
      <ActivityList />
    </>
  )
}

/** Of what is shown, to its end. */
function Exports() {
  const [filters] = useFilters()
  const parameters = exportParameters(filters)
  const urlOf = (file: string) => `${publicPath}/exports/${file}${parameters && `?${parameters}`}`
  return (
    <Group gap="xs">
      <DownloadButton url={urlOf('activity.csv')}>{strings.activity.csv}</DownloadButton>
      <DownloadButton url={urlOf('activity.ndjson')}>{strings.activity.ndjson}</DownloadButton>
    </Group>
  )
}

function NotAllowed() {
  return (
    <Stack gap="xs" align="start">
      <Title order={1}>{strings.activity.notAllowed}</Title>
      <Text c="dimmed">{strings.activity.notAllowedHint}</Text>
      <Anchor component={Link} href="/">
        {strings.shell.home}
      </Anchor>
    </Stack>
  )
}
