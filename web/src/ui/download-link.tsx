import { Anchor, Button } from '@mantine/core'
import type { MouseEvent, ReactNode } from 'react'
import { ShownError } from '../api/errors'
import { strings } from '../strings'
import { useAsyncAction } from './use-async-action'

interface Props {
  url: string
  /** More about what is downloaded, on hover. */
  title?: string
  children: ReactNode
}

export function DownloadLink({ url, children }: Props) {
  const [onClick] = useDownload(url)
  return (
    <Anchor href={url} download onClick={onClick}>
      {children}
    </Anchor>
  )
}

export function DownloadButton({ url, title, children }: Props) {
  const [onClick, isAsking] = useDownload(url)
  return (
    <Button
      variant="default"
      component="a"
      href={url}
      title={title}
      download
      onClick={onClick}
      loading={isAsking}
    >
      {children}
    </Button>
  )
}

/**
 * Downloads a file of the server, however large, or shows why it is refused: a browser would show the bare response
 * instead, or a failed download without a reason. So the response is begun and ended before the browser asks for it.
 */
function useDownload(url: string): [(event: MouseEvent<HTMLAnchorElement>) => void, boolean] {
  const [run, isAsking] = useAsyncAction()
  const download = (event: MouseEvent<HTMLAnchorElement>) => {
    if (!event.nativeEvent.isTrusted) return
    event.preventDefault()
    const link = event.currentTarget
    void run(async () => {
      const refusal = await refusalOf(url)
      if (refusal) throw new ShownError(refusal)
      link.click()
    })
  }
  return [download, isAsking]
}

/** Why the server does not give the file; undefined where it does. */
async function refusalOf(url: string): Promise<string | undefined> {
  const abort = new AbortController()
  try {
    const response = await fetch(url, { signal: abort.signal })
    if (response.ok) return undefined
    const body: unknown = await response.json().catch(() => undefined)
    return messageOf(body) ?? strings.unavailable
  } catch {
    return strings.unreachable
  } finally {
    abort.abort()
  }
}

/** Errors outside of GraphQL have its form. */
function messageOf(body: unknown): string | undefined {
  const [first] = (body as { errors?: { message?: string }[] } | undefined)?.errors ?? []
  return first?.message
}
