import { type CombinedError, useQuery } from 'urql'
import { ColumnsQuery, type ReadFile } from './queries'

/** Returns what is known of the uploaded file of a bulk invite: its sheets and its columns. */
export function useReadFile(id: string): { file: ReadFile | undefined; error: CombinedError | undefined } {
  const [{ data, error }] = useQuery({
    query: ColumnsQuery,
    variables: { id },
    requestPolicy: 'network-only',
  })
  return { file: data?.bulkInvite ?? undefined, error }
}
