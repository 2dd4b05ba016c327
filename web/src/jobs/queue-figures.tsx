import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { DeliveryStatus } from '../api/graphql'
import { DELIVERY_COLORS } from '../people/delivery'
import { number } from '../strings'
import { jobs, jobsOverview } from '../strings/jobs'
import { formatSpan } from './durations'
import { emailsPath, uploadsPath } from './jobs-location'
import type { Queue } from './queries'

interface Props {
  queue: Queue
  /** The server's time of the figures. */
  at: string
}

/** What waits, runs and failed, each a link to what it counts. */
export function QueueFigures({ queue, at }: Props) {
  const { waitingCount, oldestWaitingAt, runningCount, sentLastHourCount } = queue
  const oldest = oldestWaitingAt
    ? jobsOverview.oldest(formatSpan((Date.parse(at) - Date.parse(oldestWaitingAt)) / 1000))
    : waitingCount > 0 && jobsOverview.nothingDue
  const isEmail = queue.name === 'EMAIL'
  const show = isEmail ? jobsOverview.showEmails : jobsOverview.showUploads
  return (
    <dl className="queue-figures">
      <Figure
        word={jobsOverview.waiting}
        show={show}
        count={waitingCount}
        href={isEmail ? emailsPath({ statuses: ['QUEUED'] }) : uploadsPath(['VALIDATING', 'SENDING'])}
      >
        {oldest}
      </Figure>
      <Figure
        word={jobsOverview.running}
        show={show}
        count={runningCount}
        href={isEmail ? emailsPath({ statuses: ['SENDING'] }) : uploadsPath(['VALIDATING', 'SENDING'])}
      />
      {isEmail && (
        <>
          <StatusFigure status="DEFERRED" count={queue.deferredCount} />
          <StatusFigure status="FAILED" count={queue.failedCount} />
          <StatusFigure status="UNKNOWN" count={queue.unknownCount} />
          <StatusFigure status="BOUNCED" count={queue.bouncedCount} />
        </>
      )}
      {!isEmail && (
        <Figure
          word={jobs.status.FAILED}
          show={show}
          color="error"
          count={queue.failedCount}
          href={uploadsPath(['FAILED'])}
        />
      )}
      <Figure
        word={isEmail ? jobsOverview.sentLastHour : jobsOverview.completedLastHour}
        show={show}
        color="ok"
        count={sentLastHourCount}
        href={isEmail ? emailsPath({ statuses: ['SENT'] }) : uploadsPath(['COMPLETED'])}
      />
    </dl>
  )
}

function StatusFigure({ status, count }: { status: DeliveryStatus; count: number }) {
  return (
    <Figure
      word={jobs.status[status]}
      color={DELIVERY_COLORS[status]}
      count={count}
      href={emailsPath({ statuses: [status] })}
    />
  )
}

interface FigureProps {
  word: string
  color?: string
  count: number
  href: string
  /** What the link does, read aloud. */
  show?: (word: string) => string
  children?: ReactNode
}

function Figure({ word, color, count, href, show = jobsOverview.showEmails, children }: FigureProps) {
  return (
    <div>
      <dt className="dimmed small">
        {color && <span className={`dot dot-${count > 0 ? color : 'idle'}`} aria-hidden="true" />}
        {word}
      </dt>
      <dd>
        <Anchor component={Link} href={href} className="figure figures">
          {number(count)} <span className="visually-hidden">{show(word)}</span>
        </Anchor>
        {children && <span className="dimmed small">{children}</span>}
      </dd>
    </div>
  )
}
