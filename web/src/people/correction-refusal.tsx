import { Anchor, Button } from '@mantine/core'
import { Link } from 'wouter'
import { strings } from '../strings'
import { correctAddress } from '../strings/suppressions'
import type { Refused } from './use-correct-address'
import { DETAILS } from './use-details'

interface Props {
  refused: Refused
  isRunning: boolean
  onRelease: (suppressionId: string) => void
  onConfirm: () => void
  onLeave: () => void
}

/** What can be done where an address was refused; the reason stands at the field. */
export function CorrectionRefusal({ refused, isRunning, onRelease, onConfirm, onLeave }: Props) {
  const { suppressionId, invitationId, isDeclined } = refused
  if (invitationId) {
    const address = `/?${new URLSearchParams({ tab: 'invited', [DETAILS]: invitationId })}`
    return (
      <Anchor component={Link} href={address} className="small" onClick={onLeave}>
        {correctAddress.showInvitation}
      </Anchor>
    )
  }
  if (!suppressionId && !isDeclined) return null
  return (
    <Button
      mt="xs"
      size="compact-sm"
      variant="default"
      disabled={isRunning}
      onClick={() => (suppressionId ? onRelease(suppressionId) : onConfirm())}
    >
      {suppressionId ? strings.bounces.releaseAndSend : correctAddress.sendAnyway}
    </Button>
  )
}
