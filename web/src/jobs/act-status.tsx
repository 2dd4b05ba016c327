import { jobsActs } from '../strings/jobs-acts'
import type { Act } from './queries'

const COLORS: Record<Act['status'], 'ok' | 'warning' | 'error' | 'idle'> = {
  TRYING: 'idle',
  RUNNING: 'idle',
  DONE: 'ok',
  STOPPED: 'warning',
  FAILED: 'error',
}

export function ActStatus({ status }: Pick<Act, 'status'>) {
  return (
    <span className="nowrap">
      <span className={`dot dot-${COLORS[status]}`} aria-hidden="true" />
      {jobsActs.status[status]}
    </span>
  )
}
