import { Button, Tooltip } from '@mantine/core'
import { strings } from '../strings'
import { DisabledWithReason } from '../ui/disabled-with-reason'
import type { InvitationRow } from './queries'
import { useRevival } from './use-revival'

/** Resend or Invite again, beside the invitation; what needs neither any more says so. */
export function ReviveButton({ invitation }: { invitation: InvitationRow }) {
  const { revival, isRunning, questions } = useRevival(invitation)
  if (!revival) return null
  if (invitation.isSuperseded && invitation.status !== 'PENDING') {
    return (
      <Tooltip label={strings.invited.supersededHint}>
        <button type="button" className="plain dimmed no-revival">
          {strings.invited.superseded}
        </button>
      </Tooltip>
    )
  }
  return (
    <>
      <DisabledWithReason reason={revival.reason}>
        {(disabledProps) => (
          <Button
            variant="default"
            size="compact-xs"
            className="revive"
            aria-label={revival.longLabel}
            loading={isRunning}
            {...disabledProps}
            onClick={revival.reason ? undefined : revival.run}
          >
            {revival.label}
          </Button>
        )}
      </DisabledWithReason>
      {questions}
    </>
  )
}
