import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { jobs, jobsEmail } from '../strings/jobs'
import { RelativeTime } from '../ui/relative-time'
import { DeliveryState } from './delivery-state'
import { emailsPath } from './jobs-location'
import type { Delivery } from './queries'
import { groupName } from './words'

/** How one email stands, and what it is about. */
export function EmailFacts({ delivery }: { delivery: Delivery }) {
  const { kind, organizationName, recipientDomain, createdAt, sentAt, failureGroup, discardReason } = delivery
  return (
    <dl className="facts">
      <Fact label={jobsEmail.state}>
        <DeliveryState delivery={delivery} />
      </Fact>
      {discardReason && (
        <Fact label={jobsEmail.discarded}>
          <bdi>{discardReason}</bdi>
        </Fact>
      )}
      <Fact label={jobsEmail.kind}>{jobs.kinds[kind]}</Fact>
      {organizationName && (
        <Fact label={jobsEmail.organization}>
          <bdi>{organizationName}</bdi>
        </Fact>
      )}
      {recipientDomain && (
        <Fact label={jobsEmail.domain}>
          <bdi>{recipientDomain}</bdi>
        </Fact>
      )}
      <Fact label={jobsEmail.queued}>
        <RelativeTime timestamp={createdAt} />
      </Fact>
      {sentAt && (
        <Fact label={jobsEmail.sent}>
          <RelativeTime timestamp={sentAt} />
        </Fact>
      )}
      <Fact label={jobsEmail.generation}>{delivery.generation}</Fact>
      {failureGroup && (
        <Fact label={jobsEmail.group}>
          <bdi>{groupName(failureGroup)}</bdi>{' '}
          <Anchor component={Link} href={emailsPath({ group: failureGroup.id })} inherit>
            {jobsEmail.showGroup}
          </Anchor>
        </Fact>
      )}
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="dimmed">{label}</dt>
      <dd className="breakable">{children}</dd>
    </div>
  )
}
