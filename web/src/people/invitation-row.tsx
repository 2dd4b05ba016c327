import { ActionIcon, Checkbox, Menu, Table } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Role } from '../api/graphql'
import { useMe } from '../session/viewer'
import { strings } from '../strings'
import { Confirm } from '../ui/confirm'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { Ago } from '../ui/times'
import { useAct } from '../ui/use-act'
import { Delivery, reasonOf } from './delivery'
import { Email } from './email'
import { GroupBadges } from './group-badges'
import { GroupsModal } from './groups-modal'
import { whyNotInvitation } from './permission'
import type { InvitationRow } from './queries'
import { useRoles } from './roles'
import { useInvitationActions } from './use-invitation-actions'

interface Props {
  invitation: InvitationRow
  role: Role
  isSelected: boolean
  onSelect: () => void
  onRole: (role: Role) => void
}

export function InvitationTableRow({ invitation, role, isSelected, onSelect, onRole }: Props) {
  const { email, invitedByName } = invitation
  return (
    <Table.Tr className="row" data-selected={isSelected || undefined} aria-selected={isSelected}>
      <Table.Td className="select-column">
        <Checkbox
          aria-label={strings.people.select(email)}
          checked={isSelected}
          disabled={!invitation.viewerCanRevoke}
          onChange={onSelect}
        />
      </Table.Td>
      <Table.Td>
        <span className="two-lines">
          <Email email={email} />
          <span className="narrow-only dimmed small">{strings.roles[role]}</span>
        </span>
      </Table.Td>
      <Table.Td className="wide-only">{strings.roles[role]}</Table.Td>
      <Table.Td className="wide-only">
        <GroupBadges groups={invitation.groups} />
      </Table.Td>
      <Table.Td className="wide-only">
        <span className="two-lines dimmed figures">
          <Ago moment={invitation.createdAt} />
          {invitedByName && (
            <bdi className="small cut" title={invitedByName}>
              {strings.people.by(invitedByName)}
            </bdi>
          )}
        </span>
      </Table.Td>
      <Table.Td className="delivery-column">
        <Delivery delivery={invitation.delivery} />
      </Table.Td>
      <Table.Td className="more-column">
        <InvitationMenu invitation={invitation} role={role} onRole={onRole} />
      </Table.Td>
    </Table.Tr>
  )
}

function InvitationMenu({ invitation, role, onRole }: Pick<Props, 'invitation' | 'role' | 'onRole'>) {
  const { id, email } = invitation
  const { member: me } = useMe()
  const roles = useRoles()
  const { resend, revoke } = useInvitationActions()
  const [act] = useAct()
  const [isGroupsOpen, groupsModal] = useDisclosure()
  const [isRevokeOpen, revokeModal] = useDisclosure()
  const said = reasonOf(invitation.delivery)
  const reason = whyNotInvitation(me)
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon variant="subtle" className="quiet" aria-label={strings.people.moreFor(email)}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {said && (
            <Menu.Label className="breakable">
              {strings.delivery[invitation.delivery.status]}: {said}
            </Menu.Label>
          )}
          <MenuItem
            reason={invitation.viewerCanResend ? undefined : reason}
            onClick={() => act(() => resend([id]))}
          >
            {strings.invitation.resend}
          </MenuItem>
          <MenuItem reason={invitation.viewerCanUpdateRole ? undefined : reason} onClick={groupsModal.open}>
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
                    onClick={() => each.role !== role && onRole(each.role)}
                  >
                    {each.label}
                  </MenuItem>
                ))}
              <Menu.Divider />
            </>
          )}
          <MenuItem
            danger
            reason={invitation.viewerCanRevoke ? undefined : reason}
            onClick={revokeModal.open}
          >
            {strings.invitation.revokeOne}
          </MenuItem>
        </Menu.Dropdown>
      </Menu>
      <GroupsModal
        subject={invitation}
        title={strings.member.groupsTitle(email)}
        name={email}
        isOpen={isGroupsOpen}
        onClose={groupsModal.close}
      />
      <Confirm
        isOpen={isRevokeOpen}
        title={strings.invitation.revokeTitleOne(email)}
        text={strings.invitation.revokeText}
        action={strings.invitation.revokeOne}
        onClose={revokeModal.close}
        onConfirm={() => revoke([id])}
      />
    </>
  )
}
