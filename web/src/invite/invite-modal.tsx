import { useCallback, useEffect, useRef, useState } from 'react'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { Dialog } from '../ui/dialog'
import { InviteTabs } from './invite-tabs'
import { type Invite, useInviteModal } from './use-invite-modal'

/** Invite Users, wherever the address says so. Leaving that address, as Back does, closes it as Escape does. */
export default function InviteModal() {
  const { canInvite } = useViewer()
  const { mode, bulkInviteId, open, replace } = useInviteModal()
  const [shown, setShown] = useState<Invite>()
  const isAnswered = useRef(false)
  if (mode && (shown?.mode !== mode || shown.bulkInviteId !== bulkInviteId)) setShown({ mode, bulkInviteId })
  useEffect(() => {
    if (mode) isAnswered.current = false
  }, [mode])

  const close = useCallback(() => {
    isAnswered.current = true
    replace(undefined)
    setShown(undefined)
  }, [replace])
  const stay = () => shown && open(shown.mode, shown.bulkInviteId)
  return (
    <Dialog
      isOpen={shown !== undefined}
      title={strings.invite.title}
      onClose={close}
      closedReason={canInvite ? undefined : strings.people.mayNotInvite}
    >
      <InviteTabs
        shown={shown}
        isLeft={mode === undefined && !isAnswered.current}
        onChange={(tab) => replace(tab, bulkInviteId)}
        onOpen={(id) => replace('bulk', id)}
        onStay={stay}
        onClose={close}
      />
    </Dialog>
  )
}
