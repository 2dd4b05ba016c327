import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'
import { Provider } from 'urql'
import { createSessionClient } from '../api/client'
import { clearStanding } from '../ui/notify'
import { endUndo } from '../ui/undo'

interface Session {
  /** Starts over with whoever the cookie names now: after signing in or out, or switching the organization. */
  restart: (expected?: { isSignedIn: boolean }) => void
  /** Whether the server ended the session, as opposed to the person signing out. */
  hasEnded: boolean
  /** Signing in succeeded just before: if nobody is signed in now, the browser did not keep the cookie. */
  isNotKept: boolean
  /** How often what is shown may have become old: after a gap, and every few seconds while nothing tells of changes. */
  outdatedCount: number
  /** Has everything that is shown loaded anew. */
  markOutdated: () => void
  /** How often the person's rights may have changed. */
  recheckCount: number
  /** Has the person's rights read anew. */
  recheckRights: () => void
}

const SessionContext = createContext<Session | null>(null)
/** To the other tabs: an object of its own for sending would reach this tab, too. */
const otherTabs = new BroadcastChannel('senturo-session')

export function SessionProvider({ children }: { children: ReactNode }) {
  const [start, setStart] = useState({ number: 0, hasEnded: false, isSignedIn: false })
  const [outdatedCount, setOutdatedCount] = useState(0)
  const markOutdated = useCallback(() => setOutdatedCount((before) => before + 1), [])
  const [recheckCount, setRecheckCount] = useState(0)
  const recheckRights = useCallback(() => setRecheckCount((before) => before + 1), [])

  const startNext = useCallback((reason: { hasEnded?: boolean; isSignedIn?: boolean } = {}) => {
    endUndo()
    setStart(({ number }) => ({ number: number + 1, hasEnded: false, isSignedIn: false, ...reason }))
  }, [])
  const restart = useCallback(
    (expected?: { isSignedIn: boolean }) => {
      startNext(expected)
      otherTabs.postMessage('restart')
    },
    [startNext],
  )

  useEffect(() => {
    const restartHere = () => startNext()
    otherTabs.addEventListener('message', restartHere)
    return () => otherTabs.removeEventListener('message', restartHere)
  }, [startNext])

  // What was said before goes after the last session's windows, which say that they close.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each start is somebody else, or somewhere else.
  useEffect(clearStanding, [start.number])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each start of a session has a client of its own.
  const { client, close } = useMemo(
    () =>
      createSessionClient({
        onSignedOut: () => startNext({ hasEnded: true }),
        onForbidden: recheckRights,
        onOutdated: markOutdated,
      }),
    [start.number, recheckRights, markOutdated],
  )
  useEffect(() => close, [close])

  const session = useMemo(
    () => ({
      restart,
      hasEnded: start.hasEnded,
      isNotKept: start.isSignedIn,
      outdatedCount,
      markOutdated,
      recheckCount,
      recheckRights,
    }),
    [restart, start.hasEnded, start.isSignedIn, outdatedCount, markOutdated, recheckCount, recheckRights],
  )
  return (
    <SessionContext value={session}>
      <Provider value={client} key={start.number}>
        {children}
      </Provider>
    </SessionContext>
  )
}

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider')
  return session
}
