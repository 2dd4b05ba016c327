import { Button, Skeleton, Stack } from '@mantine/core'
import { requestErrorMessage } from '../api/errors'
import { strings } from '../strings'
import { Note } from '../ui/note'
import type { BulkInvite } from './queries'
import { Review } from './review'
import { Sending } from './sending'
import { Summary } from './summary'
import { useBulkInvite } from './use-bulk-invite'
import { Validating } from './validating'

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
      return <Validating {...step} />
    case 'READY':
      return <Review {...step} />
    case 'SENDING':
      return <Sending {...step} />
    default:
      return <Summary {...step} />
  }
}
