import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** The part of the address that says whose details are open. */
export const DETAILS = 'details'

interface Details {
  /** The invitation whose details are open; undefined where none are. */
  id: string | undefined
  open: (id: string) => void
  /** Without a new entry in the browser's history. */
  close: () => void
}

/** Which invitation's details are open. It is kept in the address, so that it survives a reload and can be shared. */
export function useDetails(): Details {
  const [parameters, setParameters] = useSearchParams()
  const open = useCallback(
    (id: string) =>
      setParameters((before) => {
        before.set(DETAILS, id)
        return before
      }),
    [setParameters],
  )
  const close = useCallback(
    () =>
      setParameters(
        (before) => {
          before.delete(DETAILS)
          return before
        },
        { replace: true },
      ),
    [setParameters],
  )
  return { id: parameters.get(DETAILS) ?? undefined, open, close }
}
