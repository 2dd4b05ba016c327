import { memo } from 'react'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { Email } from '../shared/email'
import { roleLabel } from '../shared/role-label'
import type { RoleInfo } from '../shared/roles'
import { strings } from '../strings'
import { RelativeTime } from '../ui/relative-time'
import { Delivery } from './delivery'
import { selectInvitationDisabledReason } from './disabled-reasons'
import { GroupBadges } from './group-badges'
import { InvitationMenu } from './invitation-menu'
import { Ends, endLabel, LastSent } from './invitation-times'
import type { View } from './invitation-views'
import { LinkBlocked } from './link-blocked'
import { Cell, Row } from './list-table'
import type { InvitationRow } from './queries'
import { ReviveButton } from './revive-button'
import { SelectCell } from './select-cells'

interface Props {
  invitation: InvitationRow
  view: View
  role: Role
  isSelected: boolean
  roles: readonly RoleInfo[]
  onSelect: (invitation: InvitationRow, isRange: boolean) => void
  onRole: (invitation: InvitationRow, role: Role) => void
  onDetails: (id: string) => void
}

export const InvitationTableRow = memo(function InvitationTableRow(props: Props) {
  const { invitation, view, role, roles, isSelected, onSelect, onRole, onDetails } = props
  const { email, invitedByName } = invitation
  const isFineButBlocked = invitation.linkBlocked && invitation.delivery.status === 'SENT'
  const viewer = useViewer()
  return (
    <Row isSelected={isSelected}>
      <SelectCell
        name={email}
        isSelected={isSelected}
        reason={selectInvitationDisabledReason(viewer, invitation)}
        onToggle={(isRange) => onSelect(invitation, isRange)}
      />
      <Cell column="identity">
        <span className="identity two-lines">
          <button
            type="button"
            className="plain opens"
            aria-haspopup="dialog"
            onClick={() => onDetails(invitation.id)}
          >
            <Email email={email} />
          </button>
        </span>
      </Cell>
      <Cell column="role">
        <span className="nowrap">{roleLabel(roles, role)}</span>
      </Cell>
      <Cell column="groups">
        <GroupBadges groups={invitation.groups} />
      </Cell>
      <Cell column="invited" label={strings.people.invitedAt}>
        <span className="when dimmed figures">
          <RelativeTime timestamp={invitation.createdAt} />
          {invitedByName && <By name={invitedByName} />}
        </span>
      </Cell>
      <Cell column="expires" label={endLabel(invitation.status)}>
        <span className="time dimmed figures">
          <Ends invitation={invitation} />
        </span>
      </Cell>
      {view === 'pending' && (
        <Cell column="sent" label={strings.invited.lastSent}>
          <span className="time dimmed figures">
            <LastSent invitation={invitation} />
          </span>
        </Cell>
      )}
      <Cell column="delivery">
        <LinkBlocked invitation={invitation} />
        {!isFineButBlocked && <Delivery delivery={invitation.delivery} />}
      </Cell>
      {view === 'over' && (
        <Cell column="act">
          <ReviveButton invitation={invitation} />
        </Cell>
      )}
      <Cell column="more">
        <InvitationMenu
          invitation={invitation}
          role={role}
          roles={roles}
          onRole={onRole}
          onDetails={onDetails}
        />
      </Cell>
    </Row>
  )
})

/** The name has a box of its own, so that it is cut at its end, in whatever direction it is written. */
function By({ name }: { name: string }) {
  return (
    <span className="by small">
      {strings.people.by}{' '}
      <bdi className="truncate" title={name}>
        {name}
      </bdi>
    </span>
  )
}
