import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { useViewer } from '../session/viewer'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import CorrectAddressDialog from './correct-address-dialog'
import { canBeCorrected, isReturned } from './correctable'
import { invitationDisabledReason } from './disabled-reasons'
import InvitationLinkDialog from './invitation-link-dialog'
import type { InvitationRow } from './queries'
import { useRevival } from './use-revival'

/** What can be done about the invitation now. */
export function DetailsActs({ invitation }: { invitation: InvitationRow }) {
  const { email, status, viewerCanResend, viewerCanRevoke } = invitation
  const { revoke } = useInvitationActions()
  const { revival, isRunning, questions } = useRevival(invitation)
  const [isCorrectionOpen, correctionDialog] = useDisclosure()
  const [isLinkOpen, linkDialog] = useDisclosure()
  const [isRevokeOpen, revokeDialog] = useDisclosure()
  const refusal = invitationDisabledReason(useViewer())
  const row = useRef<HTMLDivElement>(null)
  const before = useRef(status)
  useEffect(() => {
    // What was done takes away the button that did it.
    const isLost = before.current !== status && document.activeElement === document.body
    if (isLost) row.current?.querySelector('button')?.focus()
    before.current = status
  }, [status])
  if (!revival) return null
  // It is what helps where the email came back, so it comes first then.
  const isWrong = isReturned(invitation.delivery)
  const correctionReason = viewerCanResend ? undefined : refusal
  const correction = canBeCorrected(invitation) && (
    <Act
      label={strings.bounces.correct}
      reason={correctionReason}
      isPrimary={isWrong}
      onClick={correctionDialog.open}
    />
  )
  return (
    <Group gap="xs" ref={row}>
      {isWrong && correction}
      <Act label={revival.label} reason={revival.reason} isRunning={isRunning} onClick={revival.run} />
      {!isWrong && correction}
      {status === 'PENDING' && (
        <>
          <Act
            label={strings.invitationLink.copyShort}
            reason={viewerCanResend ? undefined : refusal}
            onClick={linkDialog.open}
          />
          <Act
            isDanger
            label={strings.invitation.revokeOne}
            reason={viewerCanRevoke ? undefined : refusal}
            onClick={revokeDialog.open}
          />
        </>
      )}
      {questions}
      <CorrectAddressDialog
        invitation={invitation}
        isOpen={isCorrectionOpen}
        closedReason={canBeCorrected(invitation) ? correctionReason : strings.invitation.gone(email)}
        onClose={correctionDialog.close}
      />
      <InvitationLinkDialog
        invitation={invitation}
        isOpen={isLinkOpen}
        closedReason={status !== 'PENDING' || viewerCanResend ? undefined : refusal}
        onClose={linkDialog.close}
      />
      <ConfirmDialog
        isOpen={isRevokeOpen}
        title={strings.invitation.revokeTitleOne(email)}
        text={strings.invitation.revokeText(1)}
        confirmLabel={strings.invitation.revokeOne}
        onClose={revokeDialog.close}
        onConfirm={() => revoke(invitation)}
      />
    </Group>
  )
}

interface ActProps {
  label: string
  reason: string | undefined
  isDanger?: boolean
  isPrimary?: boolean
  isRunning?: boolean
  onClick: () => void
}

function Act({ label, reason, isDanger, isPrimary, isRunning, onClick }: ActProps) {
  const plain = isPrimary && !reason ? {} : { variant: 'default' }
  const appearance = isDanger && !reason ? { className: 'danger-tint' } : plain
  return (
    <DisabledWithReason reason={reason}>
      {(disabledProps) => (
        <Button
          size="compact-md"
          {...appearance}
          loading={isRunning ?? false}
          {...disabledProps}
          onClick={reason ? undefined : onClick}
        >
          {label}
        </Button>
      )}
    </DisabledWithReason>
  )
}
