import { useCallback, useRef, useState } from 'react'
import { clearFailure, notifyFailure } from './notify'

/**
 * Returns a function that runs an action and shows its failure, and whether an action is running. A failure is shown
 * until the next run.
 */
export function useAsyncAction(): [(action: () => Promise<unknown>) => Promise<void>, boolean] {
  const [isRunning, setRunning] = useState(false)
  const shown = useRef<string>(undefined)
  const run = useCallback(async (action: () => Promise<unknown>) => {
    setRunning(true)
    clearFailure(shown.current)
    shown.current = undefined
    try {
      await action()
    } catch (error) {
      shown.current = notifyFailure(error)
    } finally {
      setRunning(false)
    }
  }, [])
  return [run, isRunning]
}
