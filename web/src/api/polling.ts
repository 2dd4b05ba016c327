const INTERVAL_MS = 5_000
const TIMEOUT_MS = 4_000

interface PollingOptions {
  /** Asked before each question: nothing is asked for while it returns false. */
  isNeeded: () => boolean
  onAnswer: (isReachable: boolean) => void
}

/** Asks every few seconds whether the server can be reached, for when it cannot tell what is new by itself. */
export function startPolling({ isNeeded, onAnswer }: PollingOptions): () => void {
  let timer = 0
  schedule()
  document.addEventListener('visibilitychange', catchUp)
  return () => {
    clearTimeout(timer)
    timer = 0
    document.removeEventListener('visibilitychange', catchUp)
  }

  /** Not all at the same moment: many lose their connection at once when a server restarts. */
  function schedule(milliseconds = INTERVAL_MS * (0.75 + Math.random() / 2)) {
    clearTimeout(timer)
    timer = window.setTimeout(poll, milliseconds)
  }

  async function poll() {
    const started = timer
    if (!document.hidden && isNeeded()) {
      const isReachable = await reachServer()
      if (timer !== started) return
      if (isNeeded()) onAnswer(isReachable)
    }
    schedule()
  }

  /** Nobody looks at a hidden page, so it asks nothing until it is seen again. */
  function catchUp() {
    if (!document.hidden) schedule(0)
  }
}

async function reachServer(): Promise<boolean> {
  try {
    const { ok } = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      cache: 'no-store',
      body: '{"query":"{ __typename }"}',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return ok
  } catch {
    return false
  }
}
