import { useCallback, useEffect, useRef } from 'react'
import { useMutation } from 'urql'
import { newIdempotencyKey } from '../api/idempotency-key'
import { requireSuccess } from '../api/payloads'
import type { Defaults } from './defaults'
import { type BulkInvite, Upload } from './queries'
import type { UploadSource } from './upload-source'

export type OnUploaded = (bulkInvite: BulkInvite, source: UploadSource) => void

interface Settings {
  defaults: Defaults
  /** Of a workbook; left out: the one that fits best. */
  sheet?: string
}

interface Result {
  bulkInvite: BulkInvite | null
  /** Whether the part of the page that asked for it is there still. */
  isAwaited: boolean
}

/**
 * Returns a function that uploads a list, and whether one is being uploaded. The function throws RefusedError where it is
 * refused.
 */
export function useUpload(): [(source: UploadSource, settings: Settings) => Promise<Result>, boolean] {
  const [{ fetching }, upload] = useMutation(Upload)
  const isThere = useRef(false)
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
    }
  }, [])
  const run = useCallback(
    async (source: UploadSource, { defaults, sheet }: Settings) => {
      const { bulkInvite } = await requireSuccess(
        upload({
          input: {
            source,
            sheet,
            defaultRole: defaults.role,
            defaultGroupIds: defaults.groupIds,
            // Where nobody but a person can tell the columns apart, the person is asked.
            mapping: 'ASK',
            idempotencyKey: newIdempotencyKey(),
          },
        }),
      )
      return { bulkInvite, isAwaited: isThere.current }
    },
    [upload],
  )
  return [run, fetching]
}
