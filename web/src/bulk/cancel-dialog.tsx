import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useUnsaved } from '../ui/unsaved'
import { rowsWithoutErrors } from './lifecycle'
import type { StepProps } from './step'
import { useCancel } from './use-cancel'

interface Props extends Pick<StepProps, 'bulkInvite' | 'onUpdate' | 'onClose'> {
  isOpen: boolean
}

/** Stops the sending in one of two ways: those already invited stay invited, or are revoked. */
export function CancelDialog({ bulkInvite, onUpdate, isOpen, onClose }: Props) {
  const [isRevoking, setRevoking] = useState(false)
  const cancel = useCancel(bulkInvite.id)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={strings.stopping.title}
      text={strings.stopping.text(bulkInvite.invitedRows, rowsWithoutErrors(bulkInvite))}
      confirmLabel={isRevoking ? strings.stopping.confirmRevoke : strings.stopping.confirmKeep}
      cancelLabel={strings.stopping.keepSending}
      goneReason={strings.stopping.gone}
      onClose={() => {
        setRevoking(false)
        onClose()
      }}
      onConfirm={async () => onUpdate(await cancel(isRevoking))}
    >
      <Ways isRevoking={isRevoking} onChange={setRevoking} />
    </ConfirmDialog>
  )
}

function Ways({ isRevoking, onChange }: { isRevoking: boolean; onChange: (isRevoking: boolean) => void }) {
  useUnsaved(isRevoking ? strings.stopping.unsaved : undefined)
  return (
    <Radio.Group
      mt="md"
      label={strings.stopping.ways}
      value={isRevoking ? 'revoke' : 'keep'}
      onChange={(way) => onChange(way === 'revoke')}
    >
      <Stack mt="xs" gap="xs">
        <Radio value="keep" label={strings.stopping.keep} description={strings.stopping.keepHint} />
        <Radio value="revoke" label={strings.stopping.revoke} description={strings.stopping.revokeHint} />
      </Stack>
    </Radio.Group>
  )
}
