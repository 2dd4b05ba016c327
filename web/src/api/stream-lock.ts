/**
 * Calls `onGranted` once no other window holds event streams of this name, and returns a function that gives the right
 * back, or waits for it no more.
 *
 * Over HTTP/1.1 a browser has six connections to a host for all its windows together. Each stream takes one for itself,
 * so those of two windows would leave none for anything else.
 */
export function acquireStreamLock(name: string, onGranted: () => void): () => void {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let isWanted = true
  const holdUntilReleased = async () => {
    if (!isWanted) return
    onGranted()
    await released
  }
  // Browsers have locks where the page came over HTTPS or from this machine.
  if (navigator.locks) void navigator.locks.request(name, holdUntilReleased)
  else void holdUntilReleased()
  return () => {
    isWanted = false
    release()
  }
}
