import { ActionIcon, Checkbox, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { memo, useState } from 'react'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { Email } from '../shared/email'
import { roleLabel } from '../shared/role-label'
import type { RoleInfo } from '../shared/roles'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { RelativeTime } from '../ui/relative-time'
import { useAsyncAction } from '../ui/use-async-action'
import { Delivery, deliveryReason } from './delivery'
import { invitationDisabledReason } from './disabled-reasons'
import { GroupBadges } from './group-badges'
import { GroupsModal } from './groups-modal'
import { Cell, Row } from './list-table'
import type { InvitationRow } from './queries'

interface Props {
  invitation: InvitationRow
  role: Role
  isSelected: boolean
  roles: readonly RoleInfo[]
  onSelect: (id: string) => void
  onRole: (invitation: InvitationRow, role: Role) => void
}

export const InvitationTableRow = memo(function InvitationTableRow(props: Props) {
  const { invitation, role, roles, isSelected, onSelect, onRole } = props
  const { email, invitedByName } = invitation
  return (
    <Row isSelected={isSelected}>
      <Cell column="select">
        <Checkbox
          aria-label={strings.people.select(email)}
          checked={isSelected}
          disabled={!invitation.viewerCanRevoke}
          onChange={() => onSelect(invitation.id)}
        />
      </Cell>
      <Cell column="identity">
        <span className="identity two-lines">
          <Email email={email} />
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
      <Cell column="delivery">
        <Delivery delivery={invitation.delivery} />
      </Cell>
      <Cell column="more">
        <InvitationMenu invitation={invitation} role={role} roles={roles} onRole={onRole} />
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

type MenuProps = Pick<Props, 'invitation' | 'role' | 'roles' | 'onRole'>

function InvitationMenu({ invitation, role, roles, onRole }: MenuProps) {
  const { email } = invitation
  const viewer = useViewer()
  // A page has many rows, and few of their dialogs are ever opened.
  const [isTouched, setTouched] = useState(false)
  const { resend, revoke, question } = useInvitationActions()
  const [run] = useAsyncAction()
  const [isGroupsOpen, groupsModal] = useDisclosure()
  const [isRevokeOpen, revokeModal] = useDisclosure()
  const why = deliveryReason(invitation.delivery)
  const reason = invitationDisabledReason(viewer)
  return (
    <>
      <Menu position="bottom-end" width={240} onOpen={() => setTouched(true)}>
        <Menu.Target>
          <ActionIcon variant="subtle" className="quiet" aria-label={strings.people.moreFor(email)}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {why && (
            <Menu.Label className="breakable">
              {strings.delivery[invitation.delivery.status]}: {why}
            </Menu.Label>
          )}
          <MenuItem
            reason={invitation.viewerCanResend ? undefined : reason}
            onClick={() => run(() => resend([invitation]))}
          >
            {strings.invitation.resend}
          </MenuItem>
          <MenuItem reason={invitation.viewerCanUpdateGroups ? undefined : reason} onClick={groupsModal.open}>
            {strings.invitation.changeGroups}
          </MenuItem>
          {invitation.viewerCanUpdateRole && (
            <>
              <Menu.Divider />
              <Menu.Label>{strings.invitation.changeRole}</Menu.Label>
              {roles
                .filter((each) => each.assignable || each.role === role)
                .map((each) => (
                  <MenuItem
                    key={each.role}
                    isChecked={each.role === role}
                    onClick={() => each.role !== role && onRole(invitation, each.role)}
                  >
                    {each.label}
                  </MenuItem>
                ))}
              <Menu.Divider />
            </>
          )}
          <MenuItem
            isDanger
            reason={invitation.viewerCanRevoke ? undefined : reason}
            onClick={revokeModal.open}
          >
            {strings.invitation.revokeOne}
          </MenuItem>
        </Menu.Dropdown>
      </Menu>
      {question}
      {isTouched && (
        <>
          <GroupsModal
            subject={invitation}
            title={strings.member.groupsTitle(email)}
            name={email}
            isOpen={isGroupsOpen}
            reason={invitation.viewerCanUpdateGroups ? undefined : reason}
            onClose={groupsModal.close}
          />
          <ConfirmDialog
            isOpen={isRevokeOpen}
            closedReason={invitation.viewerCanRevoke ? undefined : reason}
            goneReason={strings.invitation.gone(email)}
            title={strings.invitation.revokeTitleOne(email)}
            text={strings.invitation.revokeText(1)}
            confirmLabel={strings.invitation.revokeOne}
            onClose={revokeModal.close}
            onConfirm={() => revoke([invitation])}
          />
        </>
      )}
    </>
  )
}
