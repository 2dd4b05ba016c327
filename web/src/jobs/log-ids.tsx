import { Title } from '@mantine/core'
import { jobsEmail } from '../strings/jobs'
import type { Delivery } from './queries'
import { logId } from './words'

/** What lines in the logs of the service, and of mail servers, have of this email. */
export function LogIds({ delivery }: { delivery: Delivery }) {
  const { id, messageId, invitationId, bulkInviteId } = delivery
  const ids = [
    [jobsEmail.messageId, messageId],
    [jobsEmail.deliveryId, logId(id)],
    [jobsEmail.invitationId, invitationId && logId(invitationId)],
    [jobsEmail.bulkInviteId, bulkInviteId && logId(bulkInviteId)],
  ].filter((each): each is [string, string] => Boolean(each[1]))
  return (
    <section>
      <Title order={3} size="h2" mb="xs">
        {jobsEmail.grep}
      </Title>
      <dl className="facts">
        {ids.map(([label, value]) => (
          <div key={label}>
            <dt className="dimmed">{label}</dt>
            <dd>
              <code className="log-id">{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
