import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { jobsActs } from '../strings/jobs-acts'
import { emailPath } from './jobs-location'
import type { Canary } from './queries'
import { groupName } from './words'

interface Props {
  canaries: readonly Canary[]
  /** Whether the act still waits for what comes of them. */
  isTrying: boolean
  /** What is done before an email is shown in place of this. */
  onLeave?: () => void
}

/** What came of the emails that an act tried first, one of each failure group. */
export function ActCanaries({ canaries, isTrying, onLeave }: Props) {
  return (
    <ul className="act-lines">
      {canaries.map((canary) => {
        const group = canary.failureGroup ? groupName(canary.failureGroup) : jobsActs.withoutGroup
        return (
          <li key={canary.deliveryId} className="breakable">
            <bdi>{group}</bdi>: <strong>{words(canary, isTrying)}</strong>{' '}
            {hasOtherWords(canary) && <bdi>“{canary.reply}”</bdi>}{' '}
            <Anchor
              component={Link}
              href={emailPath(canary.deliveryId)}
              onClick={onLeave}
              inherit
              underline="always"
            >
              {jobsActs.showCanary}
              <span className="visually-hidden">{`: ${group}`}</span>
            </Anchor>
          </li>
        )
      })}
    </ul>
  )
}

function words({ outcome, isSameAgain }: Canary, isTrying: boolean): string {
  if (outcome === null) return isTrying ? jobsActs.canaryWaiting : jobsActs.canaryLost
  if (outcome === 'ACCEPTED') return jobsActs.canaryGood
  return isSameAgain ? jobsActs.canarySame : jobsActs.canaryOther
}

function hasOtherWords({ outcome, isSameAgain, reply }: Canary): boolean {
  return outcome !== 'ACCEPTED' && isSameAgain === false && reply !== null
}
