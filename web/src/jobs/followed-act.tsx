import { Group, Stack, Text } from '@mantine/core'
import { jobsActs } from '../strings/jobs-acts'
import { ActCanaries } from './act-canaries'
import { ActDetails } from './act-details'
import { ActProgress, isUnderWay } from './act-progress'
import { ActStatus } from './act-status'
import type { Act } from './queries'
import { StopAct } from './stop-act'
import { useActNow } from './use-act-now'

interface Props {
  act: Act
  /** Closes the window around it, before something else is shown. */
  onLeave: () => void
}

/** What an act did, or does right now, followed to its end. */
export function FollowedAct({ act: answered, onLeave }: Props) {
  const { act: now } = useActNow(answered.id)
  const act = now ?? answered
  const canaries = now?.canaries ?? []
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
      {canaries.length > 0 && (
        <div>
          <span className="dimmed">{jobsActs.canaries}</span>
          <ActCanaries canaries={canaries} isTrying={act.status === 'TRYING'} onLeave={onLeave} />
        </div>
      )}
      {isUnderWay(act) && <Text c="dimmed">{jobsActs.goesOn}</Text>}
      <div>
        <StopAct act={act} />
      </div>
    </Stack>
  )
}
