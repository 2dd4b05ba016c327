import { rowsWithoutErrors } from './lifecycle'
import type { BulkInvite } from './queries'

/** What has still to be done about an upload, by a worker or by a person. */
export type UnfinishedState = 'CHECKING' | 'MAPPING' | 'REVIEW' | 'SENDING' | 'REVOKING' | 'EMAILING'
export type UploadState = UnfinishedState | 'SENT' | 'NOBODY' | 'REVOKED' | 'STOPPED' | 'DISCARDED' | 'FAILED'

/** What is going on with an upload, or what became of it, in one word. */
export function stateOf(upload: BulkInvite): UploadState {
  const { status, invitedRows, revokedRows } = upload
  const isFinal = status === 'CANCELED' || status === 'FAILED'
  const unfinished = workOn(upload)
  if (unfinished && !(isFinal && unfinished === 'EMAILING')) return unfinished
  if (status === 'FAILED') return 'FAILED'
  if (invitedRows > 0 && revokedRows >= invitedRows) return 'REVOKED'
  if (status === 'CANCELED') return isDiscarded(upload) ? 'DISCARDED' : 'STOPPED'
  return invitedRows > 0 ? 'SENT' : 'NOBODY'
}

/** What waits for who uploaded it, and for nobody else. */
const OWN: readonly (UnfinishedState | undefined)[] = ['CHECKING', 'MAPPING', 'REVIEW']

/** What has still to be done that the viewer is told of; undefined: nothing. The review of others is theirs to do. */
export function unfinishedState(upload: BulkInvite): UnfinishedState | undefined {
  const state = workOn(upload)
  return OWN.includes(state) && !upload.requestedBy?.isViewer ? undefined : state
}

/** Stopped before anybody was invited, as a review is that is given up. */
export function isDiscarded({ status, invitedRows, skippedRows }: BulkInvite): boolean {
  return status === 'CANCELED' && invitedRows + skippedRows === 0
}

/** How many emails are over, one way or another, of how many. */
export function emailProgress({ invitedRows, emailsWaiting }: BulkInvite): [done: number, total: number] {
  return [invitedRows - emailsWaiting, invitedRows]
}

/** How many people were invited or left out, of how many. */
export function invitingProgress(upload: BulkInvite): [done: number, total: number] {
  return [upload.invitedRows + upload.skippedRows, rowsWithoutErrors(upload)]
}

/** 0 to 1. */
export function fractionOf([done, total]: readonly [done: number, total: number]): number {
  return total > 0 ? done / total : 0
}

function workOn({ status, isRevoking, emailsWaiting }: BulkInvite): UnfinishedState | undefined {
  if (status === 'VALIDATING') return 'CHECKING'
  if (status === 'MAPPING') return 'MAPPING'
  if (status === 'READY') return 'REVIEW'
  if (status === 'SENDING') return 'SENDING'
  if (isRevoking) return 'REVOKING'
  return emailsWaiting > 0 ? 'EMAILING' : undefined
}
