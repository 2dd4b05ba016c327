import { useState } from 'react'
import { BulkInviteSteps } from './bulk-invite-steps'
import { ChooseFile } from './choose-file'
import type { BulkInvite } from './queries'
import type { UploadSource } from './upload-source'

interface Props {
  /** The bulk invite to show; undefined where a file has to be chosen. */
  id: string | undefined
  onOpen: (id: string | undefined) => void
  onClose: () => void
}

/** From choosing a file to the summary of what was sent. */
export function BulkUpload({ id, onOpen, onClose }: Props) {
  const [uploaded, setUploaded] = useState<{ bulkInvite: BulkInvite; source: UploadSource }>()
  const takeUpload = (bulkInvite: BulkInvite, source: UploadSource) => {
    setUploaded({ bulkInvite, source })
    onOpen(bulkInvite.id)
  }
  if (!id) {
    return (
      <ChooseFile
        onOpen={(opened) => {
          setUploaded(undefined)
          onOpen(opened)
        }}
        onUploaded={takeUpload}
      />
    )
  }
  const shown = uploaded?.bulkInvite.id === id ? uploaded : undefined
  return (
    <BulkInviteSteps
      key={id}
      id={id}
      initial={shown?.bulkInvite}
      source={shown?.source}
      onUploaded={takeUpload}
      onRestart={() => onOpen(undefined)}
      onClose={onClose}
    />
  )
}
