import { Button, Group, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { EmptyList } from '../people/list-placeholders'
import { HeadCell, ListTable } from '../people/list-table'
import { jobsOverview } from '../strings/jobs'
import type { Schedule } from './queries'
import { ScheduleRow } from './schedule-row'
import { inTrouble } from './schedule-trouble'

interface Props {
  schedules: readonly Schedule[]
  /** The server's time. */
  at: string
}

/** What the workers do again and again: what is late or has failed today, and everything else once asked for. */
export function Schedules({ schedules, at }: Props) {
  const [isWhole, { toggle }] = useDisclosure()
  const troubled = schedules.filter((schedule) => inTrouble(schedule, at))
  const shown = isWhole ? schedules : troubled
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{jobsOverview.schedules}</Title>
        {troubled.length < schedules.length && (
          <Button variant="default" size="compact-md" aria-expanded={isWhole} onClick={toggle}>
            {isWhole ? jobsOverview.showTroubled : jobsOverview.showAllSchedules(schedules.length)}
          </Button>
        )}
      </Group>
      {schedules.length > 0 && troubled.length === 0 && (
        <Text mb="xs">
          <span className="dot dot-ok" aria-hidden="true" />
          {jobsOverview.allWell}
        </Text>
      )}
      {(shown.length > 0 || schedules.length === 0) && (
        <div className="table">
          <ListTable kind="schedules" label={jobsOverview.schedules} isLoading={false} head={<Head />}>
            {shown.map((schedule) => (
              <ScheduleRow key={`${schedule.queue} ${schedule.name}`} schedule={schedule} />
            ))}
          </ListTable>
          {schedules.length === 0 && (
            <EmptyList title={jobsOverview.noSchedules} hint={jobsOverview.noSchedulesHint} />
          )}
        </div>
      )}
    </section>
  )
}

function Head() {
  return (
    <>
      <HeadCell column="identity">{jobsOverview.schedule}</HeadCell>
      <HeadCell column="state">{jobsOverview.lastRun}</HeadCell>
      <HeadCell column="version">{jobsOverview.nextRun}</HeadCell>
      <HeadCell column="words">{jobsOverview.lastError}</HeadCell>
    </>
  )
}
