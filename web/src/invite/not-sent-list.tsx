import { Button } from '@mantine/core'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { useAct } from '../ui/use-act'
import type { NotSent } from './use-inviting'

interface Props {
  sent: number
  notSent: NotSent[]
  onResolved: (email: string) => void
}

/** Each address that was not invited, with the reason and, where there is one, the way out. */
export function NotSentList({ sent, notSent, onResolved }: Props) {
  const { resend } = useInvitationActions()
  const [act, isBusy] = useAct()
  if (notSent.length === 0) return null
  return (
    <Note kind={sent > 0 ? 'warning' : 'error'} title={strings.invite.someLeft(sent)}>
      <ul className="reasons">
        {notSent.map(({ email, reason, pendingId }) => (
          <li key={email}>
            <span className="breakable">{reason.includes(email) ? reason : `${email}: ${reason}`}</span>
            {pendingId && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={isBusy}
                onClick={() =>
                  act(async () => {
                    await resend([pendingId])
                    onResolved(email)
                  })
                }
              >
                {strings.invite.resendInstead}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Note>
  )
}
