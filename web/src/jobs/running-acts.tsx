import { Group } from '@mantine/core'
import { jobsActs } from '../strings/jobs-acts'
import { ActProgress, isUnderWay } from './act-progress'
import { ActStatus } from './act-status'
import { RecentActsQuery } from './queries'
import { StopAct } from './stop-act'
import { useOperations } from './use-operations'

const NO_VARIABLES = {}

/** What workers are going on with for operators right now, whoever asked for it; it stands above every tab. */
export function RunningActs() {
  const { operations } = useOperations(RecentActsQuery, NO_VARIABLES)
  const acts = (operations?.acts.edges ?? []).map(({ node }) => node).filter(isUnderWay)
  if (acts.length === 0) return null
  return (
    <section className="running-acts" aria-label={jobsActs.running}>
      <ul>
        {acts.map((act) => (
          <li key={act.id}>
            <Group justify="space-between" wrap="nowrap" gap="sm">
              <span className="breakable">
                <strong>{act.summary}</strong>{' '}
                <span className="dimmed">
                  <bdi>{act.actorName}</bdi> · <ActStatus status={act.status} />
                </span>
              </span>
              <StopAct act={act} />
            </Group>
            <ActProgress act={act} />
          </li>
        ))}
      </ul>
    </section>
  )
}
