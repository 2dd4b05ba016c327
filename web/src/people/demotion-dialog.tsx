import { useState } from 'react'
import type { Role } from '../api/graphql'
import { useViewer } from '../session/viewer'
import { roleLabel } from '../shared/role-label'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useLastValue } from '../ui/use-last-value'
import { ResendChoice } from './stopping-invitations'

export interface Demotion {
  name: string
  role: Role
  /** How many pending invitations stop working by it. */
  count: number
  /** Does it. */
  change: (isResending: boolean) => Promise<unknown>
}

interface Props {
  demotion: Demotion | undefined
  onClose: () => void
}

/** Asks before a change of somebody's role that has invitations stop working. */
export function DemotionDialog({ demotion, onClose }: Props) {
  const roles = useRoles()
  const { canInvite } = useViewer()
  const [isResending, setResending] = useState(false)
  // While the window fades, it still says what it asked.
  const shown = useLastValue(demotion)
  if (!shown) return null
  const { name, role, count, change } = shown
  const close = () => {
    setResending(false)
    onClose()
  }
  return (
    <ConfirmDialog
      isOpen={demotion !== undefined}
      closedReason={canInvite ? undefined : strings.people.mayNot}
      title={strings.stoppedLinks.demoteTitle(name, roleLabel(roles, role))}
      text={strings.stoppedLinks.demoteText(name, roleLabel(roles, role))}
      confirmLabel={strings.stoppedLinks.demoteConfirm}
      onClose={close}
      onConfirm={() => change(isResending)}
    >
      <ResendChoice
        count={count}
        isChosen={isResending}
        loss={strings.stoppedLinks.unsavedRole}
        onChange={setResending}
      />
    </ConfirmDialog>
  )
}
