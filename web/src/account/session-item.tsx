import { Button } from '@mantine/core'
import { useMutation } from 'urql'
import { requireSuccess } from '../api/payloads'
import { useSignOut } from '../session/use-sign-out'
import { strings } from '../strings'
import { notify } from '../ui/notify'
import { RelativeTime } from '../ui/relative-time'
import { useAsyncAction } from '../ui/use-async-action'
import { EndSession, SESSIONS, type Session } from './queries'
import { describeUserAgent } from './user-agent'

/** One session: with what, from where, last used when. */
export function SessionItem({ session }: { session: Session }) {
  const { id, network, userAgent, createdAt, lastUsedAt, isCurrent } = session
  const name = describeUserAgent(userAgent)
  const [, endSession] = useMutation(EndSession)
  const [run, isRunning] = useAsyncAction()
  const [signOut, isSigningOut] = useSignOut()
  const end = () =>
    run(async () => {
      await requireSuccess(endSession({ input: { sessionId: id } }, SESSIONS))
      notify(strings.account.signedOut(name))
    })
  return (
    <li className="session">
      <div className="session-text">
        <span className="session-name" title={userAgent ?? undefined}>
          <bdi className="breakable">{name}</bdi>
          {isCurrent && <span className="badge">{strings.account.thisBrowser}</span>}
        </span>
        <span className="dimmed small">
          {network && <span className="breakable">{strings.account.from(network)} · </span>}
          {lastUsedAt && (
            <span>
              {strings.account.lastUsed} <RelativeTime timestamp={lastUsedAt} /> ·{' '}
            </span>
          )}
          <span>
            {strings.account.signedIn} <RelativeTime timestamp={createdAt} />
          </span>
        </span>
      </div>
      <Button
        variant="default"
        size="compact-md"
        loading={isRunning || isSigningOut}
        onClick={isCurrent ? signOut : end}
      >
        {strings.account.signOut}
        <span className="visually-hidden">&nbsp;{strings.account.signOutOf(name)}</span>
      </Button>
    </li>
  )
}
