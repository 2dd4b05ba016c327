import { Button, Skeleton } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { notify } from '../ui/notify'
import { RetryNote } from '../ui/retry-note'
import { useOnReturn } from '../ui/use-on-return'
import { AccountCard } from './account-card'
import { EndSession, SESSIONS, SessionsQuery } from './queries'
import { SessionItem } from './session-item'

/** The API's limit. */
const MAX_SESSIONS = 100

/** Where the account is signed in; read anew whenever somebody comes back to the page. */
export function Sessions() {
  const [{ data, error }, reload] = useQuery({ query: SessionsQuery, context: SESSIONS })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useOnReturn(refresh)
  const sessions = data?.viewer?.sessions
  return (
    <AccountCard title={strings.account.sessions} hint={strings.account.sessionsHint}>
      {!sessions && !error && <Skeleton height={52} />}
      {!sessions && error && (
        <RetryNote
          title={strings.account.sessionsFailed}
          text={requestErrorMessage(error)}
          onRetry={refresh}
        />
      )}
      {sessions && (
        <>
          <ul className="sessions" aria-label={strings.account.sessionList}>
            {sessions.map((session) => (
              <SessionItem key={session.id} session={session} />
            ))}
          </ul>
          {sessions.length >= MAX_SESSIONS && (
            <span className="dimmed">{strings.account.newestOnly(MAX_SESSIONS)}</span>
          )}
          <EverywhereElse count={sessions.length - 1} />
        </>
      )}
    </AccountCard>
  )
}

function EverywhereElse({ count }: { count: number }) {
  const [isAsking, setAsking] = useState(false)
  const [, endSession] = useMutation(EndSession)
  return (
    <>
      {count > 0 ? (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {strings.account.everywhereElse}
          </Button>
        </div>
      ) : (
        <span className="dimmed">{strings.account.nowhereElse}</span>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={strings.account.everywhereElseTitle}
        text={strings.account.everywhereElseText(count)}
        confirmLabel={strings.account.everywhereElseConfirm}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await requireSuccess(endSession({ input: { everywhereElse: true } }, SESSIONS))
          notify(strings.account.signedOutElsewhere(count))
        }}
      />
    </>
  )
}
