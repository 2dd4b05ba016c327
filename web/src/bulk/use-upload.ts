import { useCallback } from 'react'
import { useMutation } from 'urql'
import { ShownError } from '../api/errors'
import { newIdempotencyKey } from '../api/idempotency-key'
import { requireSuccess } from '../api/payloads'
import { strings } from '../strings'
import { useIsMounted } from '../ui/use-is-mounted'
import type { Defaults } from './defaults'
import { type BulkInvite, Upload } from './queries'
import { isReadable, type UploadSource } from './upload-source'

export type OnUploaded = (bulkInvite: BulkInvite, source: UploadSource) => void

interface Settings {
  defaults: Defaults
  /** Of a workbook; left out: the one that fits best. */
  sheet?: string
}

interface Result {
  bulkInvite: BulkInvite | null
  /** Whether the component that uploaded it is still mounted. */
  isAwaited: boolean
}

/**
 * Returns a function that uploads a list, and whether one is being uploaded. The function throws ShownError where the
 * list is refused or cannot be read.
 */
export function useUpload(): [(source: UploadSource, settings: Settings) => Promise<Result>, boolean] {
  const [{ fetching }, upload] = useMutation(Upload)
  const isMounted = useIsMounted()
  const run = useCallback(
    async (source: UploadSource, { defaults, sheet }: Settings) => {
      const input = {
        source,
        sheet,
        defaultRole: defaults.role,
        defaultGroupIds: defaults.groupIds,
        // A file whose columns are not understood waits for the viewer to say what they mean.
        mapping: 'ASK' as const,
        idempotencyKey: newIdempotencyKey(),
      }
      try {
        const { bulkInvite } = await requireSuccess(upload({ input }))
        return { bulkInvite, isAwaited: isMounted.current }
      } catch (thrown) {
        // For a file that it cannot read, the browser reports what it reports without a connection.
        if (await isReadable(source)) throw thrown
        throw new ShownError(strings.bulk.unreadable)
      }
    },
    [upload, isMounted],
  )
  return [run, fetching]
}
