import { useState } from 'react'
import { BulkInviteSteps } from './bulk-invite-steps'
import { ChooseFile } from './choose-file'
import type { BulkInvite } from './queries'

interface Props {
  /** The bulk invite to show; undefined where a file has to be chosen. */
  id: string | undefined
  onOpen: (id: string | undefined) => void
  onClose: () => void
}

/** From choosing a file to the summary of what was sent. */
export function BulkUpload({ id, onOpen, onClose }: Props) {
  const [uploaded, setUploaded] = useState<BulkInvite>()
  if (!id) {
    return (
      <ChooseFile
        onOpen={(opened) => {
          setUploaded(undefined)
          onOpen(opened)
        }}
        onUploaded={(bulkInvite) => {
          setUploaded(bulkInvite)
          onOpen(bulkInvite.id)
        }}
      />
    )
  }
  return (
    <BulkInviteSteps
      key={id}
      id={id}
      initial={uploaded?.id === id ? uploaded : undefined}
      onRestart={() => onOpen(undefined)}
      onClose={onClose}
    />
  )
}
