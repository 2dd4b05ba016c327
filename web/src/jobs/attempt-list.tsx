import { Title } from '@mantine/core'
import { jobsEmail } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import { formatMilliseconds } from './durations'
import type { Delivery } from './queries'
import { replyWords } from './words'

type Attempt = Delivery['attempts'][number]
const COLORS = { ACCEPTED: 'ok', DEFERRED: 'warning', UNKNOWN: 'warning', REJECTED: 'error' }

/** Every attempt to send an email, the newest first. */
export function AttemptList({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <section>
      <Title order={3} size="h2" mb="xs">
        {jobsEmail.attempts}
      </Title>
      {attempts.length === 0 && <p className="dimmed">{jobsEmail.noAttempts}</p>}
      <ol className="timeline" reversed aria-label={jobsEmail.attempts}>
        {attempts.toReversed().map((attempt) => (
          <AttemptItem key={attempt.number} attempt={attempt} />
        ))}
      </ol>
    </section>
  )
}

function AttemptItem({ attempt }: { attempt: Attempt }) {
  const { number, startedAt, finishedAt, outcome, worker } = attempt
  return (
    <li>
      <span className={`dot dot-${outcome ? COLORS[outcome] : 'idle'}`} aria-hidden="true" />
      <span className="breakable">
        {jobsEmail.attempt(number)}: {outcome ? jobsEmail.outcomes[outcome] : jobsEmail.going}
        {outcome && (
          <>
            {' · '}
            <bdi>{replyWords(attempt)}</bdi>
          </>
        )}
      </span>
      <span className="dimmed small">
        <RelativeTime timestamp={startedAt} />
        {finishedAt &&
          ` · ${jobsEmail.took(formatMilliseconds(Date.parse(finishedAt) - Date.parse(startedAt)))}`}
        {worker && (
          <span className="breakable">
            {` · ${jobsEmail.by} `}
            <bdi>{worker}</bdi>
          </span>
        )}
      </span>
    </li>
  )
}
