import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'
import { Provider } from 'urql'
import { createSessionClient } from '../api/client'

interface Session {
  /** Starts over with whoever the cookie names now: after signing in or out, or switching the organization. */
  restart: () => void
  /** Whether the server ended the session, as opposed to the person signing out. */
  hasEnded: boolean
  /** How often what is shown may have become old: after a gap, and every few seconds while nothing tells of changes. */
  outdatedCount: number
}

const SessionContext = createContext<Session | null>(null)
const CHANNEL = 'senturo-session'

export function SessionProvider({ children }: { children: ReactNode }) {
  const [start, setStart] = useState({ number: 0, hasEnded: false })
  const [outdatedCount, setOutdatedCount] = useState(0)

  const startNext = useCallback(
    (hasEnded: boolean) => setStart(({ number }) => ({ number: number + 1, hasEnded })),
    [],
  )
  const restart = useCallback(() => {
    startNext(false)
    restartOtherTabs()
  }, [startNext])

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    channel.onmessage = () => startNext(false)
    return () => channel.close()
  }, [startNext])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each start of a session has a client of its own.
  const { client, close } = useMemo(
    () =>
      createSessionClient({
        onSignedOut: () => startNext(true),
        onOutdated: () => setOutdatedCount((before) => before + 1),
      }),
    [start.number],
  )
  useEffect(() => close, [close])

  const session = useMemo(
    () => ({ restart, hasEnded: start.hasEnded, outdatedCount }),
    [restart, start.hasEnded, outdatedCount],
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

function restartOtherTabs() {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('restart')
  channel.close()
}
