import { useCallback, useEffect, useRef } from 'react'
import { type TypedDocumentNode, useClient } from 'urql'
import { useSession } from '../session/session'

const APART_MS = 400

/** Calls `refresh` when the subscription tells of a change, at most every APART_MS, and after a lost connection. */
export function useChanges<T extends object>(document: TypedDocumentNode<T, object>, refresh: () => void) {
  const client = useClient()
  const { epoch } = useSession()
  const newest = useRef(refresh)
  useEffect(() => {
    newest.current = refresh
  }, [refresh])

  const timer = useRef(0)
  const soon = useCallback(() => {
    if (timer.current) return
    timer.current = window.setTimeout(() => {
      timer.current = 0
      newest.current()
    }, APART_MS)
  }, [])

  useEffect(() => {
    const { unsubscribe } = client.subscription(document, {}).subscribe(({ data }) => {
      if (data) soon()
    })
    return () => {
      unsubscribe()
      clearTimeout(timer.current)
      timer.current = 0
    }
  }, [client, document, soon])

  useEffect(() => {
    if (epoch > 0) soon()
  }, [epoch, soon])
}
