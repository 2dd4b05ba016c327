import { Tabs } from '@mantine/core'
import { useCallback, useState } from 'react'
import { BulkUpload } from '../bulk/bulk-upload'
import { useViewer } from '../session/viewer'
import { strings } from '../strings'
import { Dialog } from '../ui/dialog'
import { SingleUser } from './single-user'
import { type InviteMode, useInviteModal } from './use-invite-modal'

export function InviteModal() {
  const { canInvite } = useViewer()
  const { mode, bulkInviteId, replace } = useInviteModal()
  const close = useCallback(() => replace(undefined), [replace])
  return (
    <Dialog
      isOpen={mode !== undefined}
      title={strings.invite.title}
      onClose={close}
      closedReason={canInvite ? undefined : strings.people.mayNotInvite}
    >
      {/* Unmounted with the window, and kept while the other tab is looked at: what was begun there is not lost. */}
      <InviteTabs
        mode={mode}
        bulkInviteId={bulkInviteId}
        onChange={(tab) => replace(tab, bulkInviteId)}
        onOpen={(id) => replace('bulk', id)}
        onClose={close}
      />
    </Dialog>
  )
}

interface Props {
  mode: InviteMode | undefined
  bulkInviteId: string | undefined
  onChange: (mode: InviteMode) => void
  onOpen: (bulkInviteId: string | undefined) => void
  onClose: () => void
}

function InviteTabs({ mode, bulkInviteId, onChange, onOpen, onClose }: Props) {
  const [wasBulk, setWasBulk] = useState(mode === 'bulk')
  if (mode === 'bulk' && !wasBulk) setWasBulk(true)
  return (
    <Tabs value={mode ?? null} onChange={(tab) => onChange(tab as InviteMode)}>
      <Tabs.List mb="md">
        <Tabs.Tab value="single">{strings.invite.single}</Tabs.Tab>
        <Tabs.Tab value="bulk">{strings.invite.bulk}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="single">
        <SingleUser onClose={onClose} />
      </Tabs.Panel>
      <Tabs.Panel value="bulk">
        {wasBulk && <BulkUpload id={bulkInviteId} onOpen={onOpen} onClose={onClose} />}
      </Tabs.Panel>
    </Tabs>
  )
}
