import { describe, expect, it } from 'vitest'
import { countsOf } from './history/upload-counts'
import { outcomeOf } from './outcome'
import type { BulkInvite } from './queries'
import { stateOf, unfinishedState } from './upload-state'

const MINE = { id: 'm', name: 'Amara', isViewer: true }
const THEIRS = { id: 't', name: 'Grace', isViewer: false }
const UPLOAD: BulkInvite = {
  id: 'b',
  status: 'COMPLETED',
  filename: 'people.csv',
  createdAt: '2026-01-01T00:00:00Z',
  ignoredColumns: [],
  encoding: 'utf-8',
  failureReason: null,
  requestedBy: MINE,
  totalRows: 6,
  processedRows: 6,
  validRows: 4,
  warningRows: 1,
  errorRows: 1,
  sendableRows: null,
  invitedRows: 5,
  skippedRows: 0,
  revokedRows: 0,
  isRevoking: false,
  emailsSent: 5,
  emailsFailed: 0,
  emailsBounced: 0,
  emailsWaiting: 0,
  emailsCanceled: 0,
  emailFailures: [],
  progress: 1,
  sequence: 1,
  rowsPerSecond: null,
  secondsRemaining: null,
  problemsCsvUrl: '/problems.csv',
  viewerCanChange: true,
  viewerCanMapColumns: true,
}
const of = (changes: Partial<BulkInvite>): BulkInvite => ({ ...UPLOAD, ...changes })
const UNSENT = { invitedRows: 0, emailsSent: 0 }

describe('the state of an upload', () => {
  it.each([
    [of({ status: 'VALIDATING', ...UNSENT }), 'CHECKING', 'CHECKING'],
    [of({ status: 'MAPPING', ...UNSENT }), 'MAPPING', 'MAPPING'],
    [of({ status: 'MAPPING', ...UNSENT, requestedBy: THEIRS }), 'MAPPING', undefined],
    [of({ status: 'READY', ...UNSENT }), 'REVIEW', 'REVIEW'],
    [of({ status: 'READY', ...UNSENT, requestedBy: THEIRS }), 'REVIEW', undefined],
    [of({ status: 'SENDING', requestedBy: THEIRS }), 'SENDING', 'SENDING'],
    [of({ emailsWaiting: 2, requestedBy: null }), 'EMAILING', 'EMAILING'],
    [of({ isRevoking: true, emailsWaiting: 2 }), 'REVOKING', 'REVOKING'],
    [of({ status: 'CANCELED', emailsWaiting: 2 }), 'STOPPED', 'EMAILING'],
    [of({ status: 'FAILED', emailsWaiting: 2 }), 'FAILED', 'EMAILING'],
    [of({}), 'SENT', undefined],
    [of({ revokedRows: 4 }), 'SENT', undefined],
    [of({ revokedRows: 5 }), 'REVOKED', undefined],
    [of({ ...UNSENT, skippedRows: 5 }), 'NOBODY', undefined],
    [of({ status: 'CANCELED', ...UNSENT }), 'DISCARDED', undefined],
  ])('%#', (upload, state, unfinished) => {
    expect(stateOf(upload)).toBe(state)
    expect(unfinishedState(upload)).toBe(unfinished)
  })
})

describe('what became of an upload', () => {
  it.each([
    [of({}), 0, '5 people were invited.', 'ok'],
    [of({ invitedRows: 1 }), 0, '1 person was invited.', 'ok'],
    [of({}), 2, '5 people were invited. 2 of 5 invitations were revoked.', 'ok'],
    [of({}), 1, '5 people were invited. 1 of 5 invitations was revoked.', 'ok'],
    [of({}), 5, '5 people were invited. All 5 invitations were revoked.', 'warning'],
    [of({ invitedRows: 1 }), 1, '1 person was invited. The invitation was revoked.', 'warning'],
    [of({ ...UNSENT, skippedRows: 5 }), 0, 'Nobody was invited.', 'warning'],
    [
      of({ status: 'CANCELED', invitedRows: 2 }),
      0,
      'Stopped after 2 invitations. 3 people were not invited.',
      'warning',
    ],
    [
      of({ status: 'CANCELED', invitedRows: 1, skippedRows: 3 }),
      1,
      'Stopped after 1 invitation. The invitation was revoked. 1 person was not invited.',
      'warning',
    ],
    [of({ status: 'CANCELED', ...UNSENT }), 0, 'Discarded. Nobody was invited.', 'warning'],
    [
      of({ status: 'FAILED', invitedRows: 4 }),
      0,
      '4 people were invited. 1 person was not invited.',
      'warning',
    ],
  ])('%#', (upload, revoked, text, kind) => {
    expect(outcomeOf(upload, revoked)).toEqual({ kind, text })
  })
})

describe('the counts of an upload', () => {
  it.each([
    [of({ status: 'READY', ...UNSENT }), '5 people ready · 1 error'],
    [of({ status: 'CANCELED', ...UNSENT, errorRows: 0 }), '5 not invited'],
    [
      of({ revokedRows: 1, emailsWaiting: 1, emailsFailed: 2 }),
      '5 invited · 1 revoked · 1 error · 1 email waiting · 2 emails failed',
    ],
    [of({ ...UNSENT, skippedRows: 5, errorRows: 0 }), '5 skipped'],
  ])('%#', (upload, text) => {
    expect(countsOf(upload).join(' · ')).toBe(text)
  })
})
