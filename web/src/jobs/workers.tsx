import { Anchor, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { QueueName } from '../api/graphql'
import { EmptyList } from '../people/list-placeholders'
import { Cell, HeadCell, ListTable, Row } from '../people/list-table'
import { jobs, jobsOverview } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import { emailPath, emailsPath } from './jobs-location'
import type { Worker } from './queries'

const MAX_TASKS = 4

/** The worker processes that were seen within a day. */
export function Workers({ workers }: { workers: readonly Worker[] }) {
  return (
    <section>
      <Title order={2} mb="xs">
        {jobsOverview.workers}
      </Title>
      <div className="table">
        <ListTable kind="workers" label={jobsOverview.workers} isLoading={false} head={<Head />}>
          {workers.map((worker) => (
            <WorkerRow key={worker.name} worker={worker} />
          ))}
        </ListTable>
        {workers.length === 0 && (
          <EmptyList title={jobsOverview.noWorkers} hint={jobsOverview.noWorkersHint} />
        )}
      </div>
    </section>
  )
}

function Head() {
  return (
    <>
      <HeadCell column="identity">{jobsOverview.worker}</HeadCell>
      <HeadCell column="state">{jobsOverview.state}</HeadCell>
      <HeadCell column="version">{jobsOverview.version}</HeadCell>
      <HeadCell column="words">{jobsOverview.runs}</HeadCell>
    </>
  )
}

function WorkerRow({ worker }: { worker: Worker }) {
  const { name, queue, host, version, startedAt, seenAt, isAlive, running, runningCount } = worker
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
          <span className="dimmed small truncate">
            {jobs.queues[queue]} · <bdi>{host}</bdi>
          </span>
        </span>
      </Cell>
      <Cell column="state" label={jobsOverview.state}>
        <span>
          <span className={`dot dot-${isAlive ? 'ok' : 'error'}`} aria-hidden="true" />
          {isAlive ? jobsOverview.alive : jobsOverview.silent}{' '}
          {!isAlive && <RelativeTime timestamp={seenAt} />}
        </span>
      </Cell>
      <Cell column="version" label={jobsOverview.version}>
        <span className="two-lines small">
          <span className="breakable">{version ?? jobsOverview.noVersion}</span>
          <span className="dimmed">
            {jobsOverview.started} <RelativeTime timestamp={startedAt} />
          </span>
        </span>
      </Cell>
      <Cell column="words" label={jobsOverview.runs}>
        <Tasks queue={queue} tasks={running} count={runningCount} />
      </Cell>
    </Row>
  )
}

interface TasksProps {
  queue: QueueName
  tasks: Worker['running']
  count: number
}

/** What a worker does right now, each a link to what it does it to. */
function Tasks({ queue, tasks, count }: TasksProps) {
  const more = count - Math.min(MAX_TASKS, tasks.length)
  if (tasks.length === 0) return <span className="dimmed small">{jobsOverview.runsNothing}</span>
  return (
    <span className="two-lines small">
      {tasks.slice(0, MAX_TASKS).map((task) => (
        <span key={`${task.name} ${task.subjectId} ${task.startedAt}`}>
          {task.subjectId ? (
            <Anchor
              component={Link}
              href={queue === 'EMAIL' ? emailPath(task.subjectId) : emailsPath({ upload: task.subjectId })}
              inherit
            >
              {task.name}
            </Anchor>
          ) : (
            task.name
          )}{' '}
          <span className="dimmed">
            <RelativeTime timestamp={task.startedAt} />
          </span>
        </span>
      ))}
      {more > 0 && <span className="dimmed">{jobsOverview.moreTasks(more)}</span>}
    </span>
  )
}
