import type { ReactNode } from 'react'
import { useViewer } from '../session/viewer'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { useAsyncAction } from '../ui/use-async-action'
import { invitationDisabledReason } from './disabled-reasons'
import type { InvitationRow } from './queries'
import { useInviteAgain } from './use-invite-again'

/** What brings an invitation back: the same one, or a new one where it is over for good. */
export interface Revival {
  label: string
  /** Begins with the label, and says whom it is about. */
  longLabel: string
  /** Why it may not be done; undefined where it may. */
  reason: string | undefined
  run: () => void
}

interface State {
  /** Undefined where there is nothing to bring back. */
  revival: Revival | undefined
  isRunning: boolean
  /** Asks before some of it; to be rendered. */
  questions: ReactNode
}

export function useRevival(invitation: InvitationRow): State {
  const { email, status, viewerCanResend, viewerCanInviteAgain, isSuperseded } = invitation
  const viewer = useViewer()
  const { resend, question } = useInvitationActions()
  const [inviteAgain, secondQuestion] = useInviteAgain()
  const [act, isRunning] = useAsyncAction()
  const refusal =
    status !== 'PENDING' && isSuperseded ? strings.invited.supersededHint : invitationDisabledReason(viewer)
  const reasonUnless = (isAllowed: boolean) => (isAllowed ? undefined : refusal)
  const questions = (
    <>
      {question}
      {secondQuestion}
    </>
  )
  return { revival: revival(), isRunning, questions }

  function revival(): Revival | undefined {
    switch (status) {
      case 'PENDING':
      case 'EXPIRED':
        return {
          label: strings.invitation.resend,
          longLabel: strings.invited.resendTo(email),
          reason: reasonUnless(viewerCanResend),
          run: () => void act(() => resend(invitation)),
        }
      case 'DECLINED':
      case 'REVOKED':
        return {
          label: strings.invited.inviteAgain,
          longLabel: strings.invited.inviteAgainTo(email),
          reason: reasonUnless(viewerCanInviteAgain),
          run: () => void act(() => inviteAgain(invitation)),
        }
      case 'ACCEPTED':
        return undefined
    }
  }
}
