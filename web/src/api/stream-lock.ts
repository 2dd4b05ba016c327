const NAME = 'senturo-event-streams'

/**
 * Calls `onGranted` once this window alone may hold event streams, and returns a function that gives the right back.
 *
 * Over HTTP/1.1 a browser has six connections to a host for all its windows together. Each stream takes one for itself,
 * so those of two windows would leave none for anything else. Calls `onDenied` where another window has the right.
 */
export function acquireStreamLock(onGranted: () => void, onDenied: () => void): () => void {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let isWanted = true
  const holdUntilReleased = async (lock: unknown) => {
    if (!isWanted) return
    if (!lock) return onDenied()
    onGranted()
    await released
  }
  // Browsers have locks where the page came over HTTPS or from this machine.
  if (navigator.locks) void navigator.locks.request(NAME, { ifAvailable: true }, holdUntilReleased)
  else void holdUntilReleased(true)
  return () => {
    isWanted = false
    release()
  }
}
