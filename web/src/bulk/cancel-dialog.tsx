import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useUnsaved } from '../ui/unsaved'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

interface Props extends Pick<StepProps, 'bulkInvite' | 'onUpdate' | 'onClose'> {
  isOpen: boolean
}

export function CancelDialog({ bulkInvite, onUpdate, isOpen, onClose }: Props) {
  const [alsoRevoke, setAlsoRevoke] = useState(false)
  const cancel = useCancel(bulkInvite.id)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={strings.bulk.stopTitle}
      text={strings.bulk.stopText}
      confirmLabel={strings.bulk.stop}
      cancelLabel={strings.bulk.keepSending}
      onClose={() => {
        setAlsoRevoke(false)
        onClose()
      }}
      onConfirm={async () => onUpdate(await cancel(alsoRevoke))}
    >
      <AlsoRevoke isChosen={alsoRevoke} onChange={setAlsoRevoke} />
    </ConfirmDialog>
  )
}

function AlsoRevoke({ isChosen, onChange }: { isChosen: boolean; onChange: (isChosen: boolean) => void }) {
  useUnsaved(isChosen ? strings.bulk.unsavedStop : undefined)
  return (
    <Checkbox
      mt="md"
      label={strings.bulk.alsoRevoke}
      checked={isChosen}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
