import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** In the address: which uploads are listed where a file is chosen. */
export const UPLOADS = 'uploads'
export const UNFINISHED = 'unfinished'

/** Returns whether only unfinished uploads are listed, and a function that changes it. */
export function useUploadFilter(): [isUnfinishedOnly: boolean, change: (isUnfinishedOnly: boolean) => void] {
  const [parameters, setParameters] = useSearchParams()
  const change = useCallback(
    (isUnfinishedOnly: boolean) =>
      setParameters(
        (before) => {
          if (isUnfinishedOnly) before.set(UPLOADS, UNFINISHED)
          else before.delete(UPLOADS)
          return before
        },
        { replace: true },
      ),
    [setParameters],
  )
  return [parameters.get(UPLOADS) === UNFINISHED, change]
}
