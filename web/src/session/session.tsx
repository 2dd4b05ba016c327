import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'
import { Provider } from 'urql'
import { makeClient } from '../api/client'

interface Session {
  /** Starts over with whoever the cookie names now: after signing in or out, or entering another organization. */
  restart: (note?: string) => void
  /** Why the sign-in form is shown, if there is a reason to tell. */
  note: string | undefined
  /** Goes up whenever changes may have been missed. */
  epoch: number
}

const SessionContext = createContext<Session | null>(null)
const CHANNEL = 'senturo-session'

export function SessionProvider({ children }: { children: ReactNode }) {
  const [start, setStart] = useState<{ number: number; note?: string }>({ number: 0 })
  const [epoch, setEpoch] = useState(0)

  const restart = useCallback((note?: string) => {
    setStart(({ number }) => ({ number: number + 1, note }))
    tellOtherTabs()
  }, [])

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    channel.onmessage = () => setStart(({ number }) => ({ number: number + 1 }))
    return () => channel.close()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each start of a session has a client of its own.
  const { client, close } = useMemo(
    () =>
      makeClient({
        onSignedOut: () => setStart(({ number }) => ({ number: number + 1, note: 'ended' })),
        onReconnected: () => setEpoch((before) => before + 1),
      }),
    [start.number],
  )
  useEffect(() => close, [close])

  const session = useMemo(() => ({ restart, note: start.note, epoch }), [restart, start.note, epoch])
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

function tellOtherTabs() {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('restart')
  channel.close()
}
