import { ActionIcon, Anchor, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { memo, useState } from 'react'
import { Link } from 'wouter'
import { Cell, Row } from '../people/list-table'
import { number, strings } from '../strings'
import { MoreIcon } from '../ui/icons'
import { MenuItem } from '../ui/menu-item'
import { DeleteGroupDialog } from './delete-group-dialog'
import type { GroupRow } from './queries'
import { RenameGroupDialog } from './rename-group-dialog'

interface Props {
  group: GroupRow
  /** Why the viewer may not change groups; undefined where they may. */
  reason: string | undefined
}

export const GroupTableRow = memo(function GroupTableRow({ group, reason }: Props) {
  const { id, name, memberCount, pendingInvitationCount } = group
  // A page has many rows, and few of their dialogs are ever opened.
  const [isTouched, setTouched] = useState(false)
  const [isRenameOpen, renameDialog] = useDisclosure()
  const [isDeleteOpen, deleteDialog] = useDisclosure()
  const query = `group=${encodeURIComponent(id)}`
  return (
    <Row>
      <Cell column="identity">
        <span className="identity two-lines">
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
        </span>
      </Cell>
      <Cell column="members" label={strings.groups.members}>
        <Count count={memberCount} href={`/?${query}`} whose={strings.groups.membersOf(memberCount, name)} />
      </Cell>
      <Cell column="pending" label={strings.groups.pending}>
        <Count
          count={pendingInvitationCount}
          href={`/?tab=invited&${query}`}
          whose={strings.groups.pendingInto(pendingInvitationCount, name)}
        />
      </Cell>
      <Cell column="more">
        <Menu position="bottom-end" width={240} onOpen={() => setTouched(true)}>
          <Menu.Target>
            <ActionIcon variant="subtle" className="quiet" aria-label={strings.people.moreFor(name)}>
              <MoreIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <MenuItem reason={reason} onClick={renameDialog.open}>
              {strings.groups.rename}
            </MenuItem>
            <MenuItem isDanger reason={reason} onClick={deleteDialog.open}>
              {strings.groups.delete}
            </MenuItem>
          </Menu.Dropdown>
        </Menu>
        {isTouched && (
          <>
            <RenameGroupDialog
              group={group}
              isOpen={isRenameOpen}
              reason={reason}
              onClose={renameDialog.close}
            />
            <DeleteGroupDialog
              group={group}
              isOpen={isDeleteOpen}
              reason={reason}
              onClose={deleteDialog.close}
            />
          </>
        )}
      </Cell>
    </Row>
  )
})

/** How many there are, as a link to who they are. */
function Count({ count, href, whose }: { count: number; href: string; whose: string }) {
  if (count === 0) return <span className="dimmed figures">{number(count)}</span>
  return (
    <Anchor component={Link} href={href} inherit className="figures">
      {number(count)} <span className="visually-hidden">{whose}</span>
    </Anchor>
  )
}
