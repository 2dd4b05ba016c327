import { type CombinedError, useQuery } from 'urql'
import { UNCACHED } from '../api/uncached'
import { ColumnsQuery, type ReadFile } from './queries'

/** Returns what is known of the uploaded file of a bulk invite: its sheets and its columns. */
export function useReadFile(id: string): { file: ReadFile | undefined; error: CombinedError | undefined } {
  const [{ data, error }] = useQuery({
    query: ColumnsQuery,
    variables: { id },
    // Each edit of a row would have it asked for again.
    context: UNCACHED,
  })
  return { file: data?.bulkInvite ?? undefined, error }
}
