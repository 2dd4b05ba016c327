import { Button, Skeleton, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { requestErrorMessage } from '../api/errors'
import { strings } from '../strings'
import { lazyPart } from '../ui/lazy-page'
import { Note } from '../ui/note'
import type { BulkInvite } from './queries'
import { Sending } from './sending'
import type { StepProps } from './step'
import { Summary } from './summary'
import { useBulkInvite } from './use-bulk-invite'
import { Validating } from './validating'

const loadReview = () => import('./review/review')
const Review = lazyPart<StepProps>(loadReview, <Skeleton height={480} />)

interface Props {
  id: string
  /** What the upload returned; undefined where the bulk invite was opened again. */
  initial: BulkInvite | undefined
  onRestart: () => void
  onClose: () => void
}

/** The step that a bulk invite is at. */
export function BulkInviteSteps({ id, initial, onRestart, onClose }: Props) {
  const { bulkInvite, isMissing, error, onUpdate } = useBulkInvite(id, initial)
  const [isReviewed, setReviewed] = useState(false)
  // Its code comes while the bulk invite is asked for; whether it came is said where it is shown.
  useEffect(() => void loadReview().catch(() => undefined), [])
  if (bulkInvite?.status === 'READY' && !isReviewed) setReviewed(true)
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
  const step = { bulkInvite, onUpdate, onRestart, onClose }
  switch (bulkInvite.status) {
    case 'VALIDATING':
      // Once it was checked, a worker edits many rows: what is looked at stays.
      return isReviewed ? <Review {...step} /> : <Validating {...step} />
    case 'READY':
      return <Review {...step} />
    case 'SENDING':
      return <Sending {...step} />
    default:
      return <Summary {...step} />
  }
}
