import { Button, Skeleton, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { requestErrorMessage } from '../api/errors'
import { strings } from '../strings'
import { lazyPart } from '../ui/lazy-page'
import { Note } from '../ui/note'
import { useIsMounted } from '../ui/use-is-mounted'
import type { BulkInvite } from './queries'
import { Sending } from './sending'
import { type StepProps, stepOf } from './step'
import { Summary } from './summary'
import type { UploadSource } from './upload-source'
import { useBulkInvite } from './use-bulk-invite'
import type { OnUploaded } from './use-upload'
import { Validating } from './validating'

const Columns = lazyPart<StepProps>(() => import('./columns/columns-step'), <Skeleton height={320} />)
const loadReview = () => import('./review/review')
const Review = lazyPart<StepProps>(loadReview, <Skeleton height={480} />)

interface Props {
  id: string
  /** What the upload returned; undefined where the bulk invite was opened again. */
  initial: BulkInvite | undefined
  /** What was uploaded, for as long as this page has it. */
  source: UploadSource | undefined
  onUploaded: OnUploaded
  onRestart: () => void
  onClose: () => void
}

const STEPS = { validating: Validating, columns: Columns, review: Review, sending: Sending, summary: Summary }

/** The step that a bulk invite is at. */
export function BulkInviteSteps({ id, initial, source, onUploaded, onRestart, onClose }: Props) {
  const { bulkInvite, isMissing, error, onUpdate } = useBulkInvite(id, initial)
  const [isReviewed, setReviewed] = useState(false)
  const [isColumnsOpen, setColumnsOpen] = useState(false)
  const isMounted = useIsMounted()
  // Loads its code beside the bulk invite; a failure is shown where the review is.
  useEffect(() => void loadReview().catch(() => undefined), [])
  // Once its columns mean something else it is read anew, and has no rows until then.
  const isReviewedNow = bulkInvite?.status === 'READY' || (isReviewed && bulkInvite?.totalRows !== 0)
  if (isReviewedNow !== isReviewed) setReviewed(isReviewedNow)
  if (!bulkInvite) {
    if (!isMissing && !error) return <Skeleton height={220} />
    return (
      <Stack align="start">
        <Note kind="error" title={error ? strings.somethingWrong : strings.bulk.missing}>
          {error ? requestErrorMessage(error) : strings.bulk.missingHint}
        </Note>
        <Button variant="default" onClick={onRestart}>
          {strings.bulk.another}
        </Button>
      </Stack>
    )
  }
  const step: StepProps = {
    bulkInvite,
    source,
    onUpdate,
    onUploaded,
    onColumns: setColumnsOpen,
    // It may have been closed while an upload was being discarded.
    onRestart: () => isMounted.current && onRestart(),
    onClose,
  }
  const Step = STEPS[stepOf(bulkInvite, isReviewedNow, isColumnsOpen)]
  return <Step {...step} />
}
