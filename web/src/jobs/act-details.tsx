import { jobsActs } from '../strings/jobs-acts'
import type { Act } from './queries'
import { groupName } from './words'

/** Why an act was done, what it left out, and what came of the emails that it tried first. */
export function ActDetails({ act }: { act: Act }) {
  const { reason, stopReason, skipped, canaries } = act
  const skippedCount = skipped.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      {reason && (
        <p className="breakable">
          <span className="dimmed">{jobsActs.why}</span> {reason}
        </p>
      )}
      {stopReason && (
        <p className="breakable">
          <span className="dimmed">{jobsActs.stopReason}</span> {stopReason}
        </p>
      )}
      {skippedCount > 0 && (
        <div>
          <span className="dimmed">{jobsActs.skipped(skippedCount)}</span>
          <ul className="act-lines">
            {skipped.map(({ reason: why, count }) => (
              <li key={why}>{jobsActs.skippedFor(count, jobsActs.skipReasons[why])}</li>
            ))}
          </ul>
        </div>
      )}
      {canaries.length > 0 && (
        <div>
          <span className="dimmed">{jobsActs.canaries}</span>
          <ul className="act-lines">
            {canaries.map((canary) => (
              <li key={canary.deliveryId} className="breakable">
                {canary.failureGroup ? groupName(canary.failureGroup) : jobsActs.withoutGroup}
                {': '}
                <strong>{canaryWords(canary)}</strong>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

function canaryWords({ outcome, isSameAgain }: Act['canaries'][number]): string {
  if (outcome === null) return jobsActs.canaryWaiting
  if (outcome === 'ACCEPTED') return jobsActs.canaryGood
  return isSameAgain ? jobsActs.canarySame : jobsActs.canaryOther
}
