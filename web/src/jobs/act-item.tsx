import { jobsActs } from '../strings/jobs-acts'
import { RelativeTime } from '../ui/relative-time'
import { ActDetails } from './act-details'
import { ActProgress } from './act-progress'
import { ActStatus } from './act-status'
import { ActTriedFirst } from './act-tried-first'
import type { Act } from './queries'
import { StopAct } from './stop-act'

/** One act: who, what, when, why, and what came of it. */
export function ActItem({ act }: { act: Act }) {
  return (
    <li className="act-item">
      <div className="act-head">
        <span className="breakable">
          <span className="badge">{jobsActs.kinds[act.kind]}</span>{' '}
          <strong>
            <bdi>{act.summary}</bdi>
          </strong>
        </span>
        <ActStatus status={act.status} />
      </div>
      <div className="dimmed small breakable">
        <bdi>{act.actorName}</bdi> · <RelativeTime timestamp={act.at} />
      </div>
      <div className="act-more small">
        <ActProgress act={act} />
        <ActDetails act={act} />
        <ActTriedFirst act={act} />
        <StopAct act={act} />
      </div>
    </li>
  )
}
