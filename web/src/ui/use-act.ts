import { useCallback, useState } from 'react'
import { sayFailed } from './say'

/** Runs one thing at a time, and tells the person when it fails. */
export function useAct(): [(action: () => Promise<void>) => Promise<void>, boolean] {
  const [isBusy, setBusy] = useState(false)
  const act = useCallback(async (action: () => Promise<void>) => {
    setBusy(true)
    try {
      await action()
    } catch (problem) {
      sayFailed(problem)
    } finally {
      setBusy(false)
    }
  }, [])
  return [act, isBusy]
}
