import { Title } from '@mantine/core'
import { EmptyList } from '../people/list-placeholders'
import { Cell, HeadCell, ListTable, Row } from '../people/list-table'
import { jobs, jobsOverview } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import { formatMilliseconds, formatSpan } from './durations'
import type { Schedule } from './queries'

/** What the workers do again and again, when, and with what result. */
export function Schedules({ schedules }: { schedules: readonly Schedule[] }) {
  return (
    <section>
      <Title order={2} mb="xs">
        {jobsOverview.schedules}
      </Title>
      <div className="table">
        <ListTable kind="schedules" label={jobsOverview.schedules} isLoading={false} head={<Head />}>
          {schedules.map((schedule) => (
            <ScheduleRow key={`${schedule.queue} ${schedule.name}`} schedule={schedule} />
          ))}
        </ListTable>
        {schedules.length === 0 && (
          <EmptyList title={jobsOverview.noSchedules} hint={jobsOverview.noSchedulesHint} />
        )}
      </div>
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

function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const { name, queue, intervalSeconds, worker, lastRunAt, lastDurationMs, nextRunAt } = schedule
  const { lastError, lastErrorAt, isLate } = schedule
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
          <span className="dimmed small truncate" title={worker}>
            {jobs.queues[queue]} · {jobsOverview.every(formatSpan(intervalSeconds))}
          </span>
        </span>
      </Cell>
      <Cell column="state" label={jobsOverview.lastRun}>
        <span className="two-lines small">
          <RelativeTime timestamp={lastRunAt} />
          <span className="dimmed">{jobsOverview.took(formatMilliseconds(lastDurationMs))}</span>
        </span>
      </Cell>
      <Cell column="version" label={jobsOverview.nextRun}>
        <span className="small">
          {isLate && (
            <>
              <span className="dot dot-error" aria-hidden="true" />
              {jobsOverview.overdue}{' '}
            </>
          )}
          <RelativeTime timestamp={nextRunAt} />
        </span>
      </Cell>
      <Cell column="words" label={jobsOverview.lastError}>
        {lastError ? (
          <span className="two-lines small">
            <span className="error breakable">{lastError}</span>
            {lastErrorAt && (
              <span className="dimmed">
                <RelativeTime timestamp={lastErrorAt} />
              </span>
            )}
          </span>
        ) : (
          <span className="dimmed small">{jobsOverview.noError}</span>
        )}
      </Cell>
    </Row>
  )
}
