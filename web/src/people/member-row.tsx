import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { memo, useState } from 'react'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { Email } from '../shared/email'
import { roleLabel } from '../shared/role-label'
import type { RoleInfo } from '../shared/roles'
import { strings } from '../strings'
import { Avatar } from '../ui/avatar'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { RelativeTime } from '../ui/relative-time'
import { groupsDisabledReason, removeDisabledReason, roleDisabledReason } from './disabled-reasons'
import { GroupBadges } from './group-badges'
import { GroupsModal } from './groups-modal'
import { Cell, Row } from './list-table'
import type { MemberRow } from './queries'
import { RemoveMemberModal } from './remove-member-modal'
import { RoleSelect } from './role-select'

interface Props {
  member: MemberRow
  role: Role
  organizationName: string
  roles: readonly RoleInfo[]
  onRole: (member: MemberRow, role: Role) => void
}

export const MemberTableRow = memo(function MemberTableRow(props: Props) {
  const { member, role, organizationName, roles, onRole } = props
  const viewer = useViewer()
  // A page has many rows, and few of their dialogs are ever opened.
  const [isTouched, setTouched] = useState(false)
  const [isGroupsOpen, groupsModal] = useDisclosure()
  const [isRemoveOpen, removeModal] = useDisclosure()
  const [ownRole, setOwnRole] = useState<Role>()
  return (
    <Row>
      <Cell column="identity">
        <span className="person">
          <Avatar name={member.name} />
          <span className="identity two-lines">
            <span className="name">
              <bdi className="truncate" title={member.name}>
                {member.name}
              </bdi>
              {member.isViewer && <span className="badge you">{strings.people.you}</span>}
            </span>
            <span className="dimmed small">
              <Email email={member.email} />
            </span>
          </span>
        </span>
      </Cell>
      <Cell column="role">
        <RoleSelect
          name={member.name}
          role={role}
          roles={roles}
          reason={roleDisabledReason(viewer, member)}
          onChange={(chosen) => (member.isViewer ? setOwnRole(chosen) : onRole(member, chosen))}
        />
      </Cell>
      <Cell column="groups">
        <GroupBadges groups={member.groups} />
      </Cell>
      <Cell column="joined" label={strings.people.joined}>
        <span className="dimmed figures">
          <RelativeTime timestamp={member.joinedAt} />
        </span>
      </Cell>
      <Cell column="more">
        <Menu position="bottom-end" width={240} onOpen={() => setTouched(true)}>
          <Menu.Target>
            <ActionIcon variant="subtle" className="quiet" aria-label={strings.people.moreFor(member.name)}>
              <MoreIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <MenuItem reason={groupsDisabledReason(viewer, member)} onClick={groupsModal.open}>
              {strings.member.changeGroups}
            </MenuItem>
            <MenuItem isDanger reason={removeDisabledReason(viewer, member)} onClick={removeModal.open}>
              {member.isViewer ? strings.member.leave : strings.member.remove}
            </MenuItem>
          </Menu.Dropdown>
        </Menu>
        {ownRole && (
          <ConfirmDialog
            isOpen
            title={strings.people.ownRoleTitle(roleLabel(roles, ownRole))}
            text={strings.people.ownRoleText(roleLabel(roles, ownRole), organizationName)}
            confirmLabel={strings.people.ownRoleConfirm}
            closedReason={roleDisabledReason(viewer, member)}
            goneReason={strings.people.gone(member.name)}
            onClose={() => setOwnRole(undefined)}
            onConfirm={() => onRole(member, ownRole)}
          />
        )}
        {isTouched && (
          <>
            <GroupsModal
              subject={member}
              title={strings.member.groupsTitle(member.name)}
              name={member.name}
              isOpen={isGroupsOpen}
              reason={groupsDisabledReason(viewer, member)}
              onClose={groupsModal.close}
            />
            <RemoveMemberModal
              member={member}
              organizationName={organizationName}
              isOpen={isRemoveOpen}
              reason={removeDisabledReason(viewer, member)}
              onClose={removeModal.close}
            />
          </>
        )}
      </Cell>
    </Row>
  )
})
