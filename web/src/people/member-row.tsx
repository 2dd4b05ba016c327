import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { memo, useState } from 'react'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { Email } from '../shared/email'
import type { RoleInfo } from '../shared/roles'
import { strings } from '../strings'
import { Avatar } from '../ui/avatar'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { RelativeTime } from '../ui/relative-time'
import { formatDay } from '../ui/time-formats'
import {
  groupsDisabledReason,
  removeDisabledReason,
  roleDisabledReason,
  selectDisabledReason,
} from './disabled-reasons'
import { GroupBadges } from './group-badges'
import { GroupsModal } from './groups-modal'
import { Cell, Row } from './list-table'
import { OwnRoleDialog } from './own-role-dialog'
import type { MemberRow } from './queries'
import { RemoveMemberModal } from './remove-member-modal'
import { RoleSelect } from './role-select'
import { SelectCell } from './select-cells'

interface Props {
  member: MemberRow
  role: Role
  organizationName: string
  roles: readonly RoleInfo[]
  isSelected: boolean
  onSelect: (member: MemberRow, isRange: boolean) => void
  onRole: (member: MemberRow, role: Role) => void
}

export const MemberTableRow = memo(function MemberTableRow(props: Props) {
  const { member, role, organizationName, roles, isSelected, onSelect, onRole } = props
  const viewer = useViewer()
  // A page has many rows, and few of their dialogs are ever opened.
  const [isTouched, setTouched] = useState(false)
  const [isGroupsOpen, groupsModal] = useDisclosure()
  const [isRemoveOpen, removeModal] = useDisclosure()
  const [ownRole, setOwnRole] = useState<Role>()
  return (
    <Row isSelected={isSelected}>
      <SelectCell
        name={member.name}
        isSelected={isSelected}
        reason={selectDisabledReason(viewer, member)}
        onToggle={(isRange) => onSelect(member, isRange)}
      />
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
      <Cell column="active" label={strings.lists.active}>
        <span className="dimmed figures">
          {member.lastActiveAt ? formatDay(member.lastActiveAt) : strings.lists.never}
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
          <OwnRoleDialog
            member={member}
            role={ownRole}
            roles={roles}
            organizationName={organizationName}
            reason={roleDisabledReason(viewer, member)}
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
