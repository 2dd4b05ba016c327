import { useState } from 'react'
import { asRefusedError, type RefusedError } from '../api/errors'
import { useAsyncAction } from '../ui/use-async-action'

interface FormErrors {
  /** Runs what saves the form; a refusal stands at the form until the next run, or until it is cleared. */
  run: (action: () => Promise<unknown>) => Promise<void>
  isRunning: boolean
  error: RefusedError | undefined
  setError: (error: RefusedError | undefined) => void
}

export function useFormErrors(): FormErrors {
  const [error, setError] = useState<RefusedError>()
  const [runShown, isRunning] = useAsyncAction()
  const run = (action: () => Promise<unknown>) =>
    runShown(async () => {
      setError(undefined)
      try {
        await action()
      } catch (thrown) {
        setError(asRefusedError(thrown))
      }
    })
  return { run, isRunning, error, setError }
}
