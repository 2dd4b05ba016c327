import { Progress } from '@mantine/core'
import { jobsActs } from '../strings/jobs-acts'
import type { Act } from './queries'

const ANNOUNCED_STEP = 25

export function isUnderWay({ status }: Pick<Act, 'status'>): boolean {
  return status === 'RUNNING' || status === 'TRYING'
}

/** How far an act is that a worker goes on with: a bar and figures, and every ANNOUNCED_STEP percent read aloud. */
export function ActProgress({ act }: { act: Act }) {
  const { expectedCount, changedCount, skipped } = act
  if (!isUnderWay(act) || !expectedCount) return null
  const done = changedCount + skipped.reduce((sum, { count }) => sum + count, 0)
  const percent = Math.min(100, Math.floor((100 * done) / expectedCount))
  const announced = Math.floor(percent / ANNOUNCED_STEP) * ANNOUNCED_STEP
  const label = jobsActs.progress(done, expectedCount)
  return (
    <div className="act-progress">
      <Progress.Root size="md">
        <Progress.Section value={percent} aria-label={act.summary} />
      </Progress.Root>
      <span className="small dimmed figures">{label}</span>
      <span className="visually-hidden" role="status">
        {announced > 0 && jobsActs.announced(announced)}
      </span>
    </div>
  )
}
