import { useCallback, useState } from 'react'
import { notifyFailure } from './notify'

/** Returns a function that runs an action and shows its failure, and whether an action is running. */
export function useAsyncAction(): [(action: () => Promise<unknown>) => Promise<void>, boolean] {
  const [isRunning, setRunning] = useState(false)
  const run = useCallback(async (action: () => Promise<unknown>) => {
    setRunning(true)
    try {
      await action()
    } catch (error) {
      notifyFailure(error)
    } finally {
      setRunning(false)
    }
  }, [])
  return [run, isRunning]
}
