import { Modal, Tabs } from '@mantine/core'
import { useCallback, useState } from 'react'
import { BulkUpload } from '../bulk/bulk-upload'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { SingleUser } from './single-user'
import { type InviteMode, useInviteModal } from './use-invite-modal'

export function InviteModal() {
  const { mode, bulkInviteId, replace } = useInviteModal()
  const [isDirty, setDirty] = useState(false)
  const [isConfirmOpen, setConfirmOpen] = useState(false)

  const close = useCallback(() => {
    setConfirmOpen(false)
    setDirty(false)
    replace(undefined)
  }, [replace])

  function closeOrConfirm() {
    if (!isDirty) close()
    // In a task of its own: both modals listen on the window, so the Escape that opens the dialog would close it.
    else setTimeout(() => setConfirmOpen(true))
  }

  return (
    <>
      <Modal
        opened={mode !== undefined}
        onClose={closeOrConfirm}
        closeOnEscape={!isConfirmOpen}
        title={strings.invite.title}
      >
        <Tabs value={mode ?? null} onChange={(tab) => replace(tab as InviteMode)}>
          <Tabs.List mb="md">
            <Tabs.Tab value="single">{strings.invite.single}</Tabs.Tab>
            <Tabs.Tab value="bulk">{strings.invite.bulk}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="single">
            <SingleUser onDirtyChange={setDirty} onClose={close} />
          </Tabs.Panel>
          <Tabs.Panel value="bulk">
            {mode === 'bulk' && (
              <BulkUpload id={bulkInviteId} onOpen={(id) => replace('bulk', id)} onClose={close} />
            )}
          </Tabs.Panel>
        </Tabs>
      </Modal>
      <ConfirmDialog
        isOpen={isConfirmOpen}
        title={strings.invite.discardTitle}
        text={strings.invite.discardText}
        confirmLabel={strings.invite.discard}
        cancelLabel={strings.invite.keepTyping}
        onClose={() => setConfirmOpen(false)}
        onConfirm={close}
      />
    </>
  )
}
