import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import type { RoleInfo } from '../shared/roles'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { MoreIcon } from '../ui/icons'
import { lazyPart } from '../ui/lazy-page'
import { MenuItem } from '../ui/menu-item'
import { canBeCorrected, isReturned } from './correctable'
import { deliveryReason, deliveryWords } from './delivery'
import { invitationDisabledReason } from './disabled-reasons'
import { GroupsModal } from './groups-modal'
import type { InvitationRow } from './queries'
import { useRevival } from './use-revival'

const CorrectAddressDialog = lazyPart(() => import('./correct-address-dialog'))
const LinkDialog = lazyPart(() => import('./invitation-link-dialog'))

interface Props {
  invitation: InvitationRow
  role: Role
  roles: readonly RoleInfo[]
  onRole: (invitation: InvitationRow, role: Role) => void
  onDetails: (id: string) => void
}

/** Everything that can be done about an invitation. */
export function InvitationMenu({ invitation, role, roles, onRole, onDetails }: Props) {
  const { email, status } = invitation
  const viewer = useViewer()
  // A page has many rows, and few of their dialogs are ever opened.
  const [isTouched, setTouched] = useState(false)
  const { revoke } = useInvitationActions()
  const { revival, questions } = useRevival(invitation)
  const [isCorrectionOpen, correctionDialog] = useDisclosure()
  const [isLinkOpen, linkDialog] = useDisclosure()
  const [isGroupsOpen, groupsModal] = useDisclosure()
  const [isRevokeOpen, revokeModal] = useDisclosure()
  const isPending = status === 'PENDING'
  const why = isPending && deliveryReason(invitation.delivery)
  const refusal = invitationDisabledReason(viewer)
  const reasonUnless = (isAllowed: boolean) => (isAllowed ? undefined : refusal)
  // It is what helps where the email came back, so it comes first then.
  const isWrong = isReturned(invitation.delivery)
  const isCorrectable = canBeCorrected(invitation)
  const correction = isCorrectable && (
    <MenuItem reason={reasonUnless(invitation.viewerCanResend)} onClick={correctionDialog.open}>
      {strings.bounces.correct}
    </MenuItem>
  )
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
              {deliveryWords(invitation.delivery)}: {why}
            </Menu.Label>
          )}
          <MenuItem onClick={() => onDetails(invitation.id)}>{strings.invitationDetails.open}</MenuItem>
          {isWrong && correction}
          {revival && (
            <MenuItem reason={revival.reason} onClick={revival.run}>
              {revival.label}
            </MenuItem>
          )}
          {!isWrong && correction}
          {isPending && (
            <>
              <MenuItem reason={reasonUnless(invitation.viewerCanResend)} onClick={linkDialog.open}>
                {strings.invitationLink.copy}
              </MenuItem>
              <MenuItem reason={reasonUnless(invitation.viewerCanUpdateGroups)} onClick={groupsModal.open}>
                {strings.invitation.changeGroups}
              </MenuItem>
              {invitation.viewerCanUpdateRole && (
                <RoleItems
                  roles={roles}
                  role={role}
                  onChoose={(chosen) => chosen !== role && onRole(invitation, chosen)}
                />
              )}
              <MenuItem isDanger reason={reasonUnless(invitation.viewerCanRevoke)} onClick={revokeModal.open}>
                {strings.invitation.revokeOne}
              </MenuItem>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {questions}
      {isTouched && isCorrectable && (
        <CorrectAddressDialog
          invitation={invitation}
          isOpen={isCorrectionOpen}
          closedReason={reasonUnless(invitation.viewerCanResend)}
          onClose={correctionDialog.close}
        />
      )}
      {isTouched && isPending && (
        <>
          <LinkDialog
            invitation={invitation}
            isOpen={isLinkOpen}
            closedReason={reasonUnless(invitation.viewerCanResend)}
            onClose={linkDialog.close}
          />
          <GroupsModal
            subject={invitation}
            title={strings.member.groupsTitle(email)}
            name={email}
            isOpen={isGroupsOpen}
            reason={reasonUnless(invitation.viewerCanUpdateGroups)}
            onClose={groupsModal.close}
          />
          <ConfirmDialog
            isOpen={isRevokeOpen}
            closedReason={reasonUnless(invitation.viewerCanRevoke)}
            goneReason={strings.invitation.gone(email)}
            title={strings.invitation.revokeTitleOne(email)}
            text={strings.invitation.revokeText(1)}
            confirmLabel={strings.invitation.revokeOne}
            onClose={revokeModal.close}
            onConfirm={() => revoke(invitation)}
          />
        </>
      )}
    </>
  )
}

interface RoleItemsProps {
  roles: readonly RoleInfo[]
  role: Role
  onChoose: (role: Role) => void
}

function RoleItems({ roles, role, onChoose }: RoleItemsProps) {
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{strings.invitation.changeRole}</Menu.Label>
      {roles
        .filter((each) => each.assignable || each.role === role)
        .map((each) => (
          <MenuItem key={each.role} isChecked={each.role === role} onClick={() => onChoose(each.role)}>
            {each.label}
          </MenuItem>
        ))}
      <Menu.Divider />
    </>
  )
}
