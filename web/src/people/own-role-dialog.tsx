import type { Role } from '../api/graphql'
import { roleLabel } from '../shared/role-label'
import type { RoleInfo } from '../shared/roles'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import type { MemberRow } from './queries'
import { OwnStopping, useStoppingCount } from './stopping-invitations'

interface Props {
  member: MemberRow
  role: Role
  roles: readonly RoleInfo[]
  organizationName: string
  /** Why the viewer may not change it; undefined where they may. */
  reason: string | undefined
  onClose: () => void
  onConfirm: () => void
}

/** Asks the viewer before they take a right from themselves. */
export function OwnRoleDialog({ member, role, roles, organizationName, reason, onClose, onConfirm }: Props) {
  const label = roleLabel(roles, role)
  const count = useStoppingCount(member.id, true, role)
  return (
    <ConfirmDialog
      isOpen
      isLoading={count === undefined}
      title={strings.people.ownRoleTitle(label)}
      text={strings.people.ownRoleText(label, organizationName)}
      confirmLabel={strings.people.ownRoleConfirm}
      closedReason={reason}
      goneReason={strings.people.gone(member.name)}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <OwnStopping count={count} />
    </ConfirmDialog>
  )
}
