import { Anchor, Stack, Tabs, Text, Title } from '@mantine/core'
import { Link, useLocation, useSearchParams } from 'wouter'
import { isMember, usePerson } from '../session/viewer'
import { strings } from '../strings'
import { jobs } from '../strings/jobs'
import { usePageTitle } from '../ui/use-page-title'
import { type JobsTab, parseTab, TABS, tabPath } from './jobs-location'
import { JobsPanel } from './jobs-panel'
import { RunningActs } from './running-acts'
import { WrongParts } from './wrong-parts'
import './jobs.css'
import './jobs-acts.css'
import './jobs-lists.css'

/** The background work of the whole service, for operators. */
export default function JobsPage() {
  const viewer = usePerson()
  const [parameters] = useSearchParams()
  const [, navigate] = useLocation()
  const tab = parseTab(parameters)
  const place = isMember(viewer) ? [viewer.organization.name] : []
  usePageTitle(...(tab === 'overview' ? [] : [jobs.tabs[tab]]), jobs.title, ...place)
  if (!viewer.isOperator) return <NotAllowed />
  return (
    <>
      <div className="heading jobs-heading">
        <Title order={1}>{jobs.title}</Title>
        <Text c="dimmed">{jobs.subtitle}</Text>
      </div>
      <WrongParts />
      <RunningActs />
      <Tabs
        value={tab}
        onChange={(chosen) => chosen && navigate(tabPath(chosen as JobsTab))}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {jobs.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((each) => (
          <Tabs.Panel key={each} value={each}>
            <JobsPanel tab={each} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  )
}

function NotAllowed() {
  return (
    <Stack gap="xs" align="start">
      <Title order={1}>{jobs.notAllowed}</Title>
      <Text c="dimmed">{jobs.notAllowedHint}</Text>
      <Anchor component={Link} href="/">
        {strings.shell.home}
      </Anchor>
    </Stack>
  )
}
