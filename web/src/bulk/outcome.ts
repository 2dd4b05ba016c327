import { strings } from '../strings'
import { rowsWithoutErrors } from './lifecycle'
import type { BulkInvite } from './queries'
import { isDiscarded } from './upload-state'

interface Outcome {
  kind: 'ok' | 'warning'
  text: string
}

/** Returns what became of the people of an upload that a worker is done with. `revoked` is how many invitations were. */
export function outcomeOf(upload: BulkInvite, revoked: number): Outcome {
  const { status, invitedRows, skippedRows } = upload
  if (isDiscarded(upload)) return { kind: 'warning', text: strings.summary.discarded }
  const isComplete = status === 'COMPLETED'
  const isAnyLeft = invitedRows > 0 && revoked < invitedRows
  const notReached = isComplete ? 0 : rowsWithoutErrors(upload) - invitedRows - skippedRows
  const sentences = [
    status === 'CANCELED' ? strings.summary.stopped(invitedRows) : strings.summary.completed(invitedRows),
    revoked > 0 && strings.summary.revoked(revoked, invitedRows),
    notReached > 0 && strings.summary.notReached(notReached),
  ]
  return { kind: isAnyLeft && isComplete ? 'ok' : 'warning', text: sentences.filter(Boolean).join(' ') }
}
