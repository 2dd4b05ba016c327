import { Text } from '@mantine/core'
import { useState } from 'react'
import { jobsUploads } from '../strings/jobs'
import { jobsAct } from '../strings/jobs-acts'
import { Dialog } from '../ui/dialog'
import { notify } from '../ui/notify'
import { ActForm, refuse } from './act-form'
import { useActReason } from './act-rights'
import { StopBulkInvite } from './mutations'
import type { Upload } from './queries'
import { ReasonField } from './reason-field'
import { useAct } from './use-act'

interface Props {
  upload: Upload
  name: string
  isOpen: boolean
  onClose: () => void
}

/** Asks before an organization's upload is stopped, and why. */
export function StopUploadDialog({ upload, name, isOpen, onClose }: Props) {
  return (
    <Dialog
      isOpen={isOpen}
      title={jobsUploads.stopTitle(name)}
      size={520}
      closedReason={useActReason()}
      onClose={onClose}
    >
      <StopUploadForm upload={upload} onDone={onClose} />
    </Dialog>
  )
}

function StopUploadForm({ upload, onDone }: { upload: Upload; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const stop = useAct(StopBulkInvite)
  return (
    <ActForm
      confirmLabel={jobsUploads.stopConfirm}
      isDanger
      isChanged={reason !== ''}
      fields={['reason']}
      onSend={async () => {
        if (!reason.trim()) refuse('reason', jobsAct.reasonMissing)
        const { act } = await stop({ bulkInviteId: upload.id, reason: reason.trim() })
        if (act) notify(act.summary)
        onDone()
      }}
    >
      {(error) => (
        <>
          <Text className="breakable">{jobsUploads.stopText(upload.organizationName)}</Text>
          <ReasonField isRequired value={reason} error={error?.messageFor('reason')} onChange={setReason} />
        </>
      )}
    </ActForm>
  )
}
