import { Group, Stack, Text } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { jobsActs } from '../strings/jobs-acts'
import { useLastValue } from '../ui/use-last-value'
import { ActDetails } from './act-details'
import { ActProgress, isUnderWay } from './act-progress'
import { ActStatus } from './act-status'
import { type Act, ActQuery, OperationsChanged } from './queries'
import { StopAct } from './stop-act'

const FOLLOW_MS = 1000

/** What an act did, or does right now, followed to its end. */
export function FollowedAct({ act: answered }: { act: Act }) {
  const variables = useMemo(() => ({ ids: [answered.id] }), [answered.id])
  const [{ data }, reload] = useQuery({ query: ActQuery, variables, requestPolicy: 'network-only' })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useRefreshOnChange(OperationsChanged, refresh, FOLLOW_MS)
  const [found] = data?.nodes ?? []
  const act = useLastValue(found?.__typename === 'OperatorAct' ? found : undefined) ?? answered
  return (
    <Stack gap="sm" className="followed-act">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text className="bold breakable" role="status">
          {act.summary}
        </Text>
        <ActStatus status={act.status} />
      </Group>
      <ActProgress act={act} />
      <ActDetails act={act} />
      {isUnderWay(act) && <Text c="dimmed">{jobsActs.goesOn}</Text>}
      <div>
        <StopAct act={act} />
      </div>
    </Stack>
  )
}
