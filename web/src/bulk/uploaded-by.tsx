import { strings } from '../strings'
import { RelativeTime } from '../ui/relative-time'
import type { BulkInvite } from './queries'

/** Who uploaded it, and when. */
export function UploadedBy({ upload }: { upload: Pick<BulkInvite, 'requestedBy' | 'createdAt'> }) {
  const { requestedBy, createdAt } = upload
  return (
    <span className="dimmed small">
      <RelativeTime timestamp={createdAt} />{' '}
      <bdi>
        {!requestedBy
          ? strings.uploads.byNobody
          : requestedBy.isViewer
            ? strings.uploads.byYou
            : strings.uploads.by(requestedBy.name)}
      </bdi>
    </span>
  )
}
