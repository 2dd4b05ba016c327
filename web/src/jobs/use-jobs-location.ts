import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { type EmailFilters, parseEmailFilters, parseUploadStatuses, withFilters } from './jobs-location'

export type SetFilters = (change: Parameters<typeof withFilters>[1], replace?: boolean) => void

function useSetFilters(): [URLSearchParams, SetFilters] {
  const [parameters, setParameters] = useSearchParams()
  const setFilters = useCallback<SetFilters>(
    (change, replace = false) => setParameters((before) => withFilters(before, change), { replace }),
    [setParameters],
  )
  return [parameters, setFilters]
}

/** Returns which emails are shown, and a function that changes it, as a new entry in the browser's history or not. */
export function useEmailFilters(): [EmailFilters, SetFilters] {
  const [parameters, setFilters] = useSetFilters()
  return [useMemo(() => parseEmailFilters(parameters), [parameters]), setFilters]
}

/** The same of uploads, of which there are fewer: their states alone. */
export function useUploadStatuses(): [ReturnType<typeof parseUploadStatuses>, SetFilters] {
  const [parameters, setFilters] = useSetFilters()
  return [useMemo(() => parseUploadStatuses(parameters), [parameters]), setFilters]
}
