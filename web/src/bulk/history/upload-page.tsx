import { Button, Skeleton } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { requestErrorMessage } from '../../api/errors'
import { InvitedUsersChanged } from '../../shared/change-subscriptions'
import { useRefreshOnChange } from '../../shared/use-refresh-on-change'
import { strings } from '../../strings'
import { RetryNote } from '../../ui/retry-note'
import { UploadsQuery } from './queries'
import { UploadLine } from './upload-line'
import { useFollowedUploads } from './use-followed-uploads'

const PAGE_SIZE = 10

interface Props {
  filter: { since: string; unfinished: boolean | undefined }
  /** Where the page before ends; undefined on the first one. */
  after?: string | null
  onOpen: (id: string) => void
}

/** Some uploads, and those behind them once they are asked for. */
export function UploadPage({ filter, after, onOpen }: Props) {
  const [hasMore, setMore] = useState(false)
  const [{ data, error }, reload] = useQuery({
    query: UploadsQuery,
    variables: { first: PAGE_SIZE, after, filter },
  })
  const refresh = useCallback(() => reload({ requestPolicy: 'network-only' }), [reload])
  useRefreshOnChange(InvitedUsersChanged, refresh)
  const uploads = useFollowedUploads(data?.bulkInvites.edges.map(({ node }) => node) ?? [])
  const firstLine = useRef<HTMLButtonElement>(null)
  const isLoaded = data !== undefined
  const isAdded = after !== undefined
  useEffect(() => {
    if (isAdded && isLoaded) firstLine.current?.focus()
  }, [isAdded, isLoaded])

  if (!data) {
    const message = error && requestErrorMessage(error)
    return (
      <li>
        {message ? (
          <RetryNote title={strings.uploads.failedToLoad} text={message} onRetry={refresh} />
        ) : (
          <Skeleton height={120} />
        )}
      </li>
    )
  }
  const { hasNextPage, endCursor } = data.bulkInvites.pageInfo
  return (
    <>
      {uploads.map((upload, index) => (
        <UploadLine
          key={upload.id}
          upload={upload}
          ref={index === 0 ? firstLine : undefined}
          onOpen={onOpen}
        />
      ))}
      {uploads.length === 0 && !isAdded && <Nothing isUnfinishedOnly={filter.unfinished === true} />}
      {hasNextPage && hasMore && <UploadPage filter={filter} after={endCursor} onOpen={onOpen} />}
      {hasNextPage && !hasMore && (
        <li className="more-uploads">
          <Button variant="subtle" size="compact-md" onClick={() => setMore(true)}>
            {strings.uploads.more}
          </Button>
        </li>
      )}
    </>
  )
}

function Nothing({ isUnfinishedOnly }: { isUnfinishedOnly: boolean }) {
  return (
    <li className="dimmed">{isUnfinishedOnly ? strings.uploads.noneUnfinished : strings.uploads.none}</li>
  )
}
