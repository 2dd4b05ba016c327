import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useCallback } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { requestErrorMessage } from '../api/errors'
import { useViewer } from '../session/viewer'
import { CurrentUsersChanged } from '../shared/change-subscriptions'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { RetryNote } from '../ui/retry-note'
import { useLastValue } from '../ui/use-last-value'
import { usePageTitle } from '../ui/use-page-title'
import { SettingsQuery } from './queries'
import { SettingsForm } from './settings-form'

export default function SettingsPage() {
  const { organization, canChangeSettings } = useViewer()
  usePageTitle(strings.shell.settings, organization.name)
  return (
    <>
      <Title order={1}>{strings.shell.settings}</Title>
      {canChangeSettings ? (
        <>
          <Text c="dimmed" mb="lg" className="breakable">
            {strings.settings.subtitle(organization.name)}
          </Text>
          <LoadedSettings />
        </>
      ) : (
        <NotAllowed />
      )}
    </>
  )
}

function NotAllowed() {
  return (
    <Stack mt="md" align="start" maw={560}>
      <Note kind="info" title={strings.settings.mayNot}>
        {strings.settings.mayNotHint}
      </Note>
      <Anchor component={Link} href="/">
        {strings.shell.home}
      </Anchor>
    </Stack>
  )
}

function LoadedSettings() {
  const [{ data, error }, reload] = useQuery({ query: SettingsQuery })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useRefreshOnChange(CurrentUsersChanged, refresh)
  // A refresh that fails must not take away what was typed.
  const settings = useLastValue(data?.viewer?.organization ?? undefined)
  if (settings) return <SettingsForm saved={settings} />
  if (!error) return <Skeleton height={320} maw={680} />
  return <RetryNote title={strings.settings.failed} text={requestErrorMessage(error)} onRetry={refresh} />
}
