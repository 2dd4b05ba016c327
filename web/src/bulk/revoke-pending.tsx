import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import { useLastValue } from '../ui/use-last-value'
import { PhaseProgress } from './phase-progress'
import type { StepProps } from './step'
import { fractionOf } from './upload-state'
import type { Answers } from './use-answers'
import { useCancel } from './use-cancel'

interface Props extends Pick<StepProps, 'bulkInvite' | 'onUpdate'> {
  answers: Answers
  /** Called when the button vanished that had the focus. */
  onGone: () => void
}

/** Revokes what nobody has answered of an upload, however long ago it was sent. A worker does so where they are many. */
export function RevokePending({ bulkInvite, answers, onUpdate, onGone }: Props) {
  const [isOpen, dialog] = useDisclosure()
  const cancel = useCancel(bulkInvite.id)
  const { revoked } = answers.answers
  const { pendingCount = 0, viewerCanRevokePending = false } = answers.bulkInvite ?? {}
  const progress = [revoked, revoked + pendingCount] as const
  // While they are revoked, the question is still about those that there were.
  const count = useLastValue(pendingCount || undefined) ?? 0
  const { isRevoking } = bulkInvite
  const isOffered = !isRevoking && (pendingCount > 0 || isOpen)
  const latestOnGone = useRef(onGone)
  useEffect(() => {
    latestOnGone.current = onGone
  }, [onGone])
  useEffect(() => {
    if (!isOffered) return
    return () => {
      setTimeout(() => document.activeElement === document.body && latestOnGone.current())
    }
  }, [isOffered])

  if (isRevoking) {
    return <PhaseProgress label={strings.summary.revoking(...progress)} fraction={fractionOf(progress)} />
  }
  if (!isOffered) return null
  return (
    <div>
      <DisabledWithReason reason={viewerCanRevokePending ? undefined : strings.summary.mayNotRevoke}>
        {(disabledProps) => (
          <Button
            variant="default"
            {...disabledProps}
            onClick={viewerCanRevokePending ? dialog.open : undefined}
          >
            {strings.summary.revokePending(count)}
          </Button>
        )}
      </DisabledWithReason>
      <ConfirmDialog
        isOpen={isOpen}
        title={strings.invitation.revokeTitle(count)}
        text={strings.invitation.revokeText(count)}
        confirmLabel={strings.invitation.revoke}
        closedReason={pendingCount === 0 ? strings.summary.nobodyPending : undefined}
        onClose={dialog.close}
        onConfirm={async () => onUpdate(await cancel(true))}
      />
    </div>
  )
}
