import type { ReactNode } from 'react'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { RelativeTime } from '../ui/relative-time'
import { Delivery } from './delivery'
import { GroupBadges } from './group-badges'
import { Ends, endLabel, LastSent } from './invitation-times'
import type { InvitationRow } from './queries'

interface Props {
  invitation: InvitationRow
  /** The uploaded file that it came from; undefined where it came from none. */
  filename: string | undefined
}

export function DetailsFacts({ invitation, filename }: Props) {
  const { status, linkBlocked, invitedByName } = invitation
  const roles = useRoles()
  return (
    <>
      {linkBlocked && (
        <Note kind="warning" title={strings.invited.linkBlockedTitle}>
          {strings.invited.linkBlockedText[linkBlocked]}
        </Note>
      )}
      <dl className="facts">
        <Fact label={strings.invitationDetails.status}>{strings.invited.status[status]}</Fact>
        <Fact label={strings.people.role}>{roleLabel(roles, invitation.role)}</Fact>
        <Fact label={strings.people.groups}>
          <GroupBadges groups={invitation.groups} />
        </Fact>
        <Fact label={strings.people.invitedAt}>
          <RelativeTime timestamp={invitation.createdAt} />
          {invitedByName && (
            <span className="breakable">
              {' '}
              {strings.people.by} <bdi>{invitedByName}</bdi>
            </span>
          )}
        </Fact>
        {filename && (
          <Fact label={strings.invitationDetails.file}>
            <bdi className="breakable">{filename}</bdi>
          </Fact>
        )}
        <Fact label={endLabel(status)}>
          <Ends invitation={invitation} />
        </Fact>
        <Fact label={strings.invited.lastSent}>
          <LastSent invitation={invitation} />
        </Fact>
        <Fact label={strings.people.delivery}>
          <Delivery delivery={invitation.delivery} />
        </Fact>
      </dl>
    </>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="dimmed">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
