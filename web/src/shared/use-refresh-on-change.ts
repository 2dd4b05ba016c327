import { useCallback, useEffect, useRef } from 'react'
import { type TypedDocumentNode, useClient } from 'urql'
import { useSession } from '../session/session'

const MIN_INTERVAL_MS = 400

/** Calls `refresh` after each event of the subscription and whenever one may have been missed, at most once in the interval. */
export function useRefreshOnChange<T extends object>(
  subscription: TypedDocumentNode<T, object>,
  refresh: () => void,
  intervalMs = MIN_INTERVAL_MS,
) {
  const client = useClient()
  const { outdatedCount } = useSession()
  const latest = useRef(refresh)
  useEffect(() => {
    latest.current = refresh
  }, [refresh])

  const timer = useRef(0)
  const schedule = useCallback(() => {
    if (timer.current) return
    timer.current = window.setTimeout(() => {
      timer.current = 0
      latest.current()
    }, intervalMs)
  }, [intervalMs])

  useEffect(() => {
    const { unsubscribe } = client.subscription(subscription, {}).subscribe(({ data }) => {
      if (data) schedule()
    })
    return () => {
      unsubscribe()
      clearTimeout(timer.current)
      timer.current = 0
    }
  }, [client, subscription, schedule])

  useEffect(() => {
    if (outdatedCount > 0) schedule()
  }, [outdatedCount, schedule])
}
