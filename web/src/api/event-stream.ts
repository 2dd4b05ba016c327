import { graphqlUrl } from './address'
import { isSignedOut } from './errors'
import { createEventParser } from './event-parser'

/** The server sends something at once. A proxy that buffers passes on nothing. */
const FIRST_BYTE_TIMEOUT_MS = 5_000
/** The server sends something every 15 seconds. */
const SILENCE_TIMEOUT_MS = 40_000
const MEDIA_TYPE = 'text/event-stream'

export interface SubscriptionRequest {
  query: string
  variables?: Record<string, unknown> | null
  operationName?: string | null
  extensions?: Record<string, unknown> | null
}

interface Handlers<Result> {
  /** The server's first byte is here, so events are going to come. */
  onOpen: () => void
  onResult: (result: Result) => void
  onComplete: () => void
  /** The stream ended, or never began, though there is more to come. */
  onLost: () => void
}

/**
 * Opens a subscription as server-sent events, and returns a function that closes it.
 * Source: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md, distinct connections mode
 */
export function openEventStream<Result>(
  request: SubscriptionRequest,
  handlers: Handlers<Result>,
): () => void {
  const abort = new AbortController()
  let timer = setTimeout(lose, FIRST_BYTE_TIMEOUT_MS)
  let isOpen = false
  let isOver = false
  const parse = createEventParser(({ name, data }) => {
    if (isOver) return
    if (name === 'next') handlers.onResult(JSON.parse(data))
    if (name === 'complete') end(handlers.onComplete)
  })
  read().catch(lose)
  return () => end()

  async function read() {
    const response = await fetch(graphqlUrl, {
      method: 'POST',
      headers: { accept: MEDIA_TYPE, 'content-type': 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
      body: JSON.stringify(request),
      signal: abort.signal,
    })
    const type = response.headers.get('content-type') ?? ''
    if (!response.body || !type.startsWith(MEDIA_TYPE)) {
      await readRefusal(response)
      return
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (isOver) return
      if (done) break
      clearTimeout(timer)
      timer = setTimeout(lose, SILENCE_TIMEOUT_MS)
      if (!isOpen) handlers.onOpen()
      isOpen = true
      parse(value)
    }
    lose()
  }

  /** An ended session is the answer; any other refusal may be a proxy's, and something else may still work. */
  async function readRefusal(response: Response) {
    const result = await response.json()
    if (isSignedOut(result.errors ?? [])) {
      handlers.onResult(result)
      end(handlers.onComplete)
    } else {
      lose()
    }
  }

  function lose() {
    end(handlers.onLost)
  }

  function end(then?: () => void) {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    abort.abort()
    then?.()
  }
}
