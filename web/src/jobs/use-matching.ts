import { useCallback, useEffect, useState } from 'react'
import { type Client, useClient } from 'urql'
import { requestErrorMessage } from '../api/errors'
import type { DeliveryStatus } from '../api/graphql'
import { MatchingQuery } from './queries'
import type { Counts, Target } from './target'

interface Matching {
  /** undefined until they are counted. */
  counts: Counts | undefined
  /** Whether there may be more than were counted. */
  isBounded: boolean
  /** Why they could not be counted. */
  problem: string | undefined
  countAgain: () => void
}

/** Counts the emails of a target by status. What is known already is not counted before `countAgain`. */
export function useMatching(target: Target, statuses: readonly DeliveryStatus[]): Matching {
  const client = useClient()
  const [found, setFound] = useState<{ counts?: Counts; isBounded: boolean; problem?: string }>({
    isBounded: false,
    ...(target.counts && { counts: target.counts }),
  })
  const [round, setRound] = useState(0)
  const isKnown = target.counts !== undefined && round === 0
  const asked = JSON.stringify([target.filter, statuses])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round counts again.
  useEffect(() => {
    if (isKnown) return
    let isCurrent = true
    const [filter, each] = JSON.parse(asked) as [Target['filter'], DeliveryStatus[]]
    void Promise.all(each.map((status) => countOf(client, filter, status))).then((answers) => {
      if (!isCurrent) return
      const problem = answers.find((answer) => answer.problem)?.problem
      setFound({
        ...(problem === undefined
          ? { counts: Object.fromEntries(answers.map(({ status, count }) => [status, count])) }
          : { problem }),
        isBounded: answers.some(({ isExact }) => !isExact),
      })
    })
    return () => {
      isCurrent = false
    }
  }, [client, isKnown, asked, round])

  const countAgain = useCallback(() => setRound((before) => before + 1), [])
  return { counts: found.counts, isBounded: found.isBounded, problem: found.problem, countAgain }
}

async function countOf(client: Client, filter: Target['filter'], status: DeliveryStatus) {
  const variables = { filter: { ...filter, statuses: [status] } }
  const { data, error } = await client
    .query(MatchingQuery, variables, { requestPolicy: 'network-only' })
    .toPromise()
  const list = data?.operations?.deliveries
  return {
    status,
    count: list?.totalCount ?? 0,
    isExact: list?.totalCountIsExact ?? true,
    problem: error && requestErrorMessage(error),
  }
}
