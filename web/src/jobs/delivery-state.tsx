import { DELIVERY_COLORS } from '../people/delivery'
import { jobs, jobsEmails } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import type { EmailOfList } from './queries'

/** The status of an email in the API's word, whether it is paused, and when it is tried next. */
export function DeliveryState({ delivery }: { delivery: EmailOfList }) {
  const { status, isPaused, nextAttemptAt } = delivery
  return (
    <span className="two-lines">
      <span>
        <span className={`dot dot-${DELIVERY_COLORS[status]}`} aria-hidden="true" />
        {jobs.status[status]}
        {isPaused && ` · ${jobsEmails.paused}`}
      </span>
      {nextAttemptAt && !isPaused && (
        <span className="dimmed small">
          {jobsEmails.next} <RelativeTime timestamp={nextAttemptAt} isAhead />
        </span>
      )}
    </span>
  )
}
