import { jobsActs } from '../strings/jobs-acts'
import type { Act } from './queries'

/** Why an act was done, why it ended early, and what it left out. */
export function ActDetails({ act }: { act: Act }) {
  const { reason, stopReason, skipped } = act
  const skippedCount = skipped.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      {reason && (
        <p className="breakable">
          <span className="dimmed">{jobsActs.why}</span> <bdi>{reason}</bdi>
        </p>
      )}
      {stopReason && (
        <p className="breakable">
          <span className="dimmed">{jobsActs.stopReason}</span> <bdi>{stopReason}</bdi>
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
    </>
  )
}
