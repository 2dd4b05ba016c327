import { useRef, useState } from 'react'
import type { AnyVariables, UseQueryState } from 'urql'

interface Answered<Data> {
  /** The newest answer. While the next one is awaited, and after a failure, that is one before it. */
  data: Data | undefined
  /** Whether `data` answers what is asked now, and not something before. */
  isCurrent: boolean
}

/**
 * Returns the newest data of a query whose variables change. The rows of a page stay visible while the next page loads;
 * nothing that was found before may pass for what is looked for now, though, where it cannot be looked for.
 */
export function useAnswered<Data, Variables extends AnyVariables>(
  { data, operation }: Pick<UseQueryState<Data, Variables>, 'data' | 'operation'>,
  variables: Variables,
): Answered<Data> {
  const answered = useRef<{ data: Data; variables: string }>(undefined)
  if (data !== undefined && operation) {
    answered.current = { data, variables: JSON.stringify(operation.variables) }
  }
  return {
    data: answered.current?.data,
    isCurrent: answered.current?.variables === JSON.stringify(variables),
  }
}

/** Returns the place in a list, such as its page, that the rows shown are of: while others load, the one before. */
export function useAnsweredPlace(place: number, isCurrent: boolean): number {
  const [answered, setAnswered] = useState(place)
  if (isCurrent && answered !== place) setAnswered(place)
  return isCurrent ? place : answered
}
