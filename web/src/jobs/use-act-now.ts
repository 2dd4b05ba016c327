import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import { requestErrorMessage } from '../api/errors'
import { useRefreshOnChange } from '../shared/use-refresh-on-change'
import { useLastValue } from '../ui/use-last-value'
import { ActQuery, OperationsChanged } from './queries'

const FOLLOW_MS = 1000

/** One act with what it tried first, kept up to date; undefined until it is there. */
export function useActNow(id: string) {
  const variables = useMemo(() => ({ ids: [id] }), [id])
  const [{ data, error }, reload] = useQuery({ query: ActQuery, variables, requestPolicy: 'network-only' })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useRefreshOnChange(OperationsChanged, refresh, FOLLOW_MS)
  const [found] = data?.nodes ?? []
  const act = useLastValue(found?.__typename === 'OperatorAct' ? found : undefined)
  return { act, problem: error && requestErrorMessage(error), refresh }
}
