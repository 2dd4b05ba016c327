import { Button } from '@mantine/core'
import { useInvitationActions } from '../shared/use-invitation-actions'
import { strings } from '../strings'
import { Note } from '../ui/note'
import { useAsyncAction } from '../ui/use-async-action'
import type { NotSent } from './use-invite'

interface Props {
  sent: number
  notSent: NotSent[]
  onResolved: (email: string) => void
}

/** Each address that was not invited with the reason, and a button for what can be done about it. */
export function NotSentList({ sent, notSent, onResolved }: Props) {
  const { resend, question } = useInvitationActions()
  const [run, isRunning] = useAsyncAction()
  if (notSent.length === 0) return null
  return (
    <Note kind={sent > 0 ? 'warning' : 'error'} title={strings.invite.someLeft(sent)}>
      <ul className="reasons">
        {notSent.map(({ email, reason, pendingId, afterAll }) => (
          <li key={email}>
            <span className="breakable">{reason.includes(email) ? reason : `${email}: ${reason}`}</span>
            {(pendingId || afterAll) && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={isRunning}
                onClick={() =>
                  run(async () => {
                    if (pendingId && !(await resend({ id: pendingId }))) return
                    await afterAll?.invite()
                    onResolved(email)
                  })
                }
              >
                {afterAll?.label ?? strings.invite.resendInstead}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {question}
    </Note>
  )
}
