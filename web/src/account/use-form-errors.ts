import { type RefObject, useState } from 'react'
import { asRefusedError, type RefusedError } from '../api/errors'
import { useAsyncAction } from '../ui/use-async-action'
import { useInvalidFocus } from '../ui/use-invalid-focus'

interface FormErrors {
  /** Of the form, whose first wrong field gets the focus. */
  form: RefObject<HTMLFormElement | null>
  /** Runs what saves the form; a refusal stands at the form until the next run, or until it is cleared. */
  run: (action: () => Promise<unknown>) => Promise<void>
  isRunning: boolean
  error: RefusedError | undefined
  setError: (error: RefusedError | undefined) => void
}

export function useFormErrors(): FormErrors {
  const [error, setError] = useState<RefusedError>()
  const form = useInvalidFocus<HTMLFormElement>(error)
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
  return { form, run, isRunning, error, setError }
}
