import { type CombinedError, useQuery } from 'urql'
import { UNCACHED } from '../api/uncached'
import { ColumnsQuery, type UploadedFile } from './queries'

interface Result {
  file: UploadedFile | undefined
  error: CombinedError | undefined
  /** Asks once more. */
  retry: () => void
}

/** Returns what is known of the uploaded file of a bulk invite: its sheets and its columns. */
export function useUploadedFile(id: string): Result {
  const [{ data, error }, retry] = useQuery({
    query: ColumnsQuery,
    variables: { id },
    // Each edit of a row would have it asked for again.
    context: UNCACHED,
  })
  return { file: data?.bulkInvite ?? undefined, error, retry }
}
