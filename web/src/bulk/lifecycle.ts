import type { BulkInvite } from './queries'

/** Returns the newer of two states of one bulk invite: responses and events may overtake each other. */
export function newer<T extends { id: string; sequence: number }>(
  known: T | undefined,
  received: T | null | undefined,
) {
  if (!received) return known
  return known && known.id === received.id && known.sequence > received.sequence ? known : received
}

/** Nothing more is going to happen: every row has its verdict, every email a first answer, and nothing is being revoked. */
export function isSettled(upload: Pick<BulkInvite, 'status' | 'emailsWaiting' | 'isRevoking'>): boolean {
  const isFinal = ['COMPLETED', 'CANCELED', 'FAILED'].includes(upload.status)
  return isFinal && upload.emailsWaiting === 0 && !upload.isRevoking
}

/** It waits for a person: whatever happens to it next is what somebody does. */
export function isAtRest({ status }: Pick<BulkInvite, 'status'>): boolean {
  return status === 'MAPPING' || status === 'READY'
}

/** The encoding of the file, where it had to be guessed; undefined where its bytes say it. */
export function guessedEncoding({ encoding }: Pick<BulkInvite, 'encoding'>): string | undefined {
  return encoding && !/^utf/i.test(encoding) ? encoding : undefined
}

/** How many rows are tried once it is sent: all but those with errors. Those that cannot be invited then are skipped. */
export function rowsWithoutErrors({ validRows, warningRows }: Pick<BulkInvite, 'validRows' | 'warningRows'>) {
  return validRows + warningRows
}

/** How many invitations it makes once it is sent; those of suppressed addresses are not among them. */
export function invitationsToSend(
  upload: Pick<BulkInvite, 'validRows' | 'warningRows' | 'sendableRows'>,
): number {
  return upload.sendableRows ?? rowsWithoutErrors(upload)
}
