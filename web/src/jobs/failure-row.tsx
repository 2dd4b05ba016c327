import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { Cell, Row } from '../people/list-table'
import { number } from '../strings'
import { jobs, jobsEmails, jobsFailures } from '../strings/jobs'
import { jobsAct } from '../strings/jobs-acts'
import { RelativeTime } from '../ui/relative-time'
import { ActButton } from './act-button'
import { FailureMenu } from './failure-menu'
import { emailsPath } from './jobs-location'
import type { FailureGroup, QueuePause } from './queries'
import { type ActName, partsOf, statusesFor, sumOf, targetOfGroup } from './target'
import { groupName, replyWords } from './words'

interface Props {
  group: FailureGroup
  /** The pause of its domain, if there is one. */
  pause: QueuePause | undefined
  onAct: (act: ActName) => void
  /** Asks before its domain is paused, or resumed. */
  onPause: (domain: string) => void
}

/** One failure group: what was said, how often, and what can be done about it. */
export function FailureRow({ group, pause, onAct, onPause }: Props) {
  const { id, deliveryCount, recipientDomain, firstAt, lastAt } = group
  const words = replyWords(group)
  const name = groupName(group)
  const target = targetOfGroup(group)
  const counts = target.counts ?? {}
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <bdi className="few-lines" title={words}>
            {words}
          </bdi>
          <span className="dimmed small truncate">
            <bdi>{recipientDomain ?? jobs.noDomain}</bdi>
            {pause && ` · ${jobsEmails.paused}`}
          </span>
        </span>
      </Cell>
      <Cell column="emails" label={jobsFailures.emails}>
        <span className="two-lines">
          <Anchor component={Link} href={emailsPath({ group: id })} className="figures" inherit>
            <strong>{number(deliveryCount)}</strong>{' '}
            <span className="visually-hidden">{`${jobsFailures.show}: ${name}`}</span>
          </Anchor>
          <span className="dimmed small figures">
            {jobsAct.parts(partsOf(counts, statusesFor('retry', target)))}
          </span>
        </span>
      </Cell>
      <Cell column="seen" label={jobsFailures.seen}>
        <span className="two-lines small dimmed">
          <span>
            {jobsFailures.last} <RelativeTime timestamp={lastAt} />
          </span>
          <span>
            {jobsFailures.first} <RelativeTime timestamp={firstAt} />
          </span>
        </span>
      </Cell>
      <Cell column="acts">
        <ActButton size="compact-sm" about={name} onClick={() => onAct('retry')}>
          {jobsEmails.retry}
        </ActButton>
      </Cell>
      <Cell column="more">
        <FailureMenu
          name={name}
          unknownCount={sumOf(counts, ['UNKNOWN'])}
          domain={recipientDomain}
          isPaused={pause !== undefined}
          path={emailsPath({ group: id })}
          onAct={onAct}
          onPause={onPause}
        />
      </Cell>
    </Row>
  )
}
