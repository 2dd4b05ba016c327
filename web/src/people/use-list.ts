import { useEffect, useRef } from 'react'
import type { AnyVariables, UseQueryState } from 'urql'
import { useConnection } from '../api/connection'
import { isBadInput, requestErrorMessage } from '../api/errors'
import { strings } from '../strings'
import { useAnswered } from '../ui/use-answered'

export interface ListProblem {
  title: string
  hint: string
  /** Whether nothing can be answered to what was asked for, now or later. */
  isBadInput: boolean
}

/**
 * Returns the rows to show, whether they are those that are asked for, and why not, or why they may be old; asks anew
 * once back online.
 */
export function useList<Data, Variables extends AnyVariables, List>(
  result: UseQueryState<Data, Variables>,
  variables: Variables,
  choose: (data: Data) => List,
  refresh: () => void,
): { list: List | undefined; problem: ListProblem | undefined; isCurrent: boolean } {
  const { data, isCurrent } = useAnswered(result, variables)
  const isOffline = useConnection() === 'offline'
  const hasFailed = result.error !== undefined
  const wasOffline = useRef(isOffline)
  useEffect(() => {
    if (wasOffline.current && !isOffline && hasFailed) refresh()
    wasOffline.current = isOffline
  }, [isOffline, hasFailed, refresh])
  const isUnanswered = !isCurrent && (isOffline || hasFailed)
  return {
    list: data && !isUnanswered ? choose(data) : undefined,
    problem: isUnanswered || hasFailed ? problemOf() : undefined,
    isCurrent,
  }

  function problemOf(): ListProblem {
    const title = isCurrent || !data ? strings.people.listFailed : strings.people.couldNotLook
    const hint = isOffline
      ? strings.people.couldNotLookOffline
      : result.error && requestErrorMessage(result.error)
    return {
      title,
      hint: hint ?? strings.unreachable,
      isBadInput: result.error !== undefined && isBadInput(result.error),
    }
  }
}
