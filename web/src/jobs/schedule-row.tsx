import { Cell, Row } from '../people/list-table'
import { jobs, jobsOverview } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import { formatInterval, formatMilliseconds } from './durations'
import type { Schedule } from './queries'

/** One schedule: when it ran last, when it runs next, and the last error that ended a run. */
export function ScheduleRow({ schedule }: { schedule: Schedule }) {
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
            {jobs.queues[queue]} · {jobsOverview.every(formatInterval(intervalSeconds))}
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
          <RelativeTime timestamp={nextRunAt} isAhead />
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
