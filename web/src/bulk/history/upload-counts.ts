import { strings } from '../../strings'
import { invitationsToSend } from '../lifecycle'
import type { BulkInvite } from '../queries'
import { isDiscarded } from '../upload-state'

/** Returns what there is to say of an upload in numbers: only what is above 0. */
export function countsOf(upload: BulkInvite): string[] {
  const { counts } = strings.uploads
  const isUnsent = ['VALIDATING', 'MAPPING', 'READY'].includes(upload.status) || isDiscarded(upload)
  const parts: [number, (count: number) => string][] = [
    [isUnsent ? invitationsToSend(upload) : 0, isDiscarded(upload) ? counts.unsent : counts.ready],
    [upload.invitedRows, counts.invited],
    [upload.revokedRows, counts.revoked],
    [upload.errorRows, counts.errors],
    [upload.skippedRows, counts.skipped],
    [upload.emailsWaiting, counts.waiting],
    [upload.emailsFailed, counts.failed],
    [upload.emailsBounced, counts.bounced],
  ]
  return parts.filter(([count]) => count > 0).map(([count, say]) => say(count))
}
