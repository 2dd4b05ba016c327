import { useCallback, useEffect } from 'react'
import { type AnyVariables, type TypedDocumentNode, type UseQueryArgs, useQuery } from 'urql'
import { type ListProblem, useList } from '../people/use-list'
import { useSession } from '../session/session'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { OperationsChanged } from './queries'

/** The server tells of changes at most that often. */
const REFRESH_MS = 1000

interface Operations<T> {
  /** What was answered last; undefined until then. */
  operations: T | undefined
  /** Why it is not there, or may be old. */
  problem: ListProblem | undefined
  /** Whether it is the answer to what is asked now. */
  isCurrent: boolean
  refresh: () => void
}

/** Asks for a part of the operations, and keeps it up to date. Who is no operator any more is found out here. */
export function useOperations<T extends object, Variables extends AnyVariables>(
  query: TypedDocumentNode<{ operations: T | null }, Variables>,
  variables: Variables,
): Operations<T> {
  const args = { query, variables } as UseQueryArgs<Variables, { operations: T | null }>
  const [result, reload] = useQuery(args)
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  const { list, problem, isCurrent } = useList(result, variables, ({ operations }) => operations, refresh)
  useRefreshOnChange(OperationsChanged, refresh, REFRESH_MS)
  const { recheckRights } = useSession()
  const isRefused = list === null
  useEffect(() => {
    if (isRefused) recheckRights()
  }, [isRefused, recheckRights])
  return { operations: list ?? undefined, problem, isCurrent, refresh }
}
