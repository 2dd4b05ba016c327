import { strings } from '../strings'
import { correctAddress } from '../strings/suppressions'
import { Dialog } from '../ui/dialog'
import { useAsyncAction } from '../ui/use-async-action'
import { CorrectAddressForm } from './correct-address-form'
import type { InvitationRow } from './queries'

interface Props {
  invitation: InvitationRow
  isOpen: boolean
  /** Why the viewer may not correct it any more; undefined where they may. */
  closedReason: string | undefined
  onClose: () => void
}

/** Sends an invitation to another address, where its own was mistyped; everything else about it stays. */
export default function CorrectAddressDialog({ invitation, isOpen, closedReason, onClose }: Props) {
  const [run, isRunning] = useAsyncAction()
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={correctAddress.title(invitation.email)}
      size={520}
      closedReason={isRunning ? undefined : closedReason}
      // A corrected one is not bounced any more, so that it leaves the list of those.
      goneReason={isRunning ? undefined : strings.invitation.gone(invitation.email)}
    >
      <CorrectAddressForm invitation={invitation} run={run} isRunning={isRunning} onDone={onClose} />
    </Dialog>
  )
}
