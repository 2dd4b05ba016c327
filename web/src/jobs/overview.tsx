import { Skeleton, Stack } from '@mantine/core'
import { ListError } from '../people/list-placeholders'
import { OverviewQuery } from './queries'
import { QueueCard } from './queue-card'
import { Schedules } from './schedules'
import { useOperations } from './use-operations'
import { Workers } from './workers'

const NO_VARIABLES = {}

/** How the queues, the workers and their schedules are right now. */
export function Overview() {
  const { operations, problem, refresh } = useOperations(OverviewQuery, NO_VARIABLES)
  return (
    <Stack gap="lg">
      {problem && <ListError {...problem} onRetry={refresh} />}
      {!operations && !problem && <Skeleton height={320} radius="sm" />}
      {operations && (
        <>
          <div className="queue-cards">
            {operations.queues.map((queue) => (
              <QueueCard key={queue.name} queue={queue} at={operations.at} />
            ))}
          </div>
          <Workers workers={operations.workers} />
          <Schedules schedules={operations.schedules} at={operations.at} />
        </>
      )}
    </Stack>
  )
}
