import { counted, listed, number } from './counting'

const of = (done: number, total: number) => `${number(done)} of ${number(total)}`
const emailsOf = (filename: string) => `The emails of ${filename} are going out`

const isOrAre = (does: string) => (count: number) => `${count === 1 ? 'is' : 'are'} ${does}`
const several = {
  CHECKING: isOrAre('being checked'),
  MAPPING: (count: number) => `${count === 1 ? 'has' : 'have'} columns to choose`,
  REVIEW: (count: number) => `${count === 1 ? 'waits' : 'wait'} for your review`,
  SENDING: isOrAre('being sent'),
  REVOKING: isOrAre('being revoked'),
  EMAILING: (count: number) => `${count === 1 ? 'has' : 'have'} emails going out`,
}

/** The uploads of the last 30 days: what became of each, and what is still to be done about some. */
export const uploads = {
  title: 'Uploads of the last 30 days',
  unfinishedOnly: 'Only unfinished ones',
  none: 'Nothing was uploaded yet. Each file is listed here for 30 days, with what became of it.',
  noneUnfinished: 'Nothing is unfinished.',
  failedToLoad: 'The uploads could not be loaded',
  more: 'Show more',
  unnamed: 'Unnamed upload',
  show: 'Show',
  showAll: 'Show them',
  byYou: 'by you',
  by: (name: string) => `by ${name}`,
  byNobody: 'by somebody who has left',
  states: {
    CHECKING: 'Being checked',
    MAPPING: 'Columns to choose',
    REVIEW: 'Waits for review',
    SENDING: 'Being sent',
    REVOKING: 'Being revoked',
    EMAILING: 'Emails going out',
    SENT: 'Sent',
    NOBODY: 'Nobody invited',
    REVOKED: 'Revoked',
    STOPPED: 'Stopped',
    DISCARDED: 'Discarded',
    FAILED: 'Failed',
  },
  counts: {
    ready: (count: number) => `${counted(count, 'person', 'people')} ready`,
    unsent: (count: number) => `${number(count)} not invited`,
    invited: (count: number) => `${number(count)} invited`,
    revoked: (count: number) => `${number(count)} revoked`,
    errors: (count: number) => counted(count, 'error', 'errors'),
    skipped: (count: number) => `${number(count)} skipped`,
    waiting: (count: number) => `${counted(count, 'email', 'emails')} waiting`,
    failed: (count: number) => `${counted(count, 'email', 'emails')} failed`,
    bounced: (count: number) => `${counted(count, 'email', 'emails')} came back`,
  },
  banner: 'Unfinished uploads',
  progress: 'How far it is',
  unfinished: {
    CHECKING: (filename: string) => `${filename} is being checked.`,
    MAPPING: (filename: string) => `${filename} waits for you to say what its columns mean.`,
    REVIEW: (filename: string) => `${filename} waits for your review. Nobody has been emailed yet.`,
    SENDING: (filename: string, done: number, total: number) =>
      `The invitations of ${filename} are being sent: ${of(done, total)}.`,
    REVOKING: (filename: string) => `The invitations of ${filename} are being revoked.`,
    EMAILING: (filename: string, done: number, total: number) => `${emailsOf(filename)}: ${of(done, total)}.`,
  },
  several: (kinds: { state: keyof typeof several; count: number }[]) => {
    const parts = kinds.map(({ state, count }) => [count, several[state](count)] as const)
    const count = kinds.reduce((sum, each) => sum + each.count, 0)
    const [only] = parts.length === 1 ? parts : []
    if (only) return `${counted(count, 'upload', 'uploads')} ${only[1]}.`
    return `${number(count)} uploads are unfinished: ${listed(parts.map(([each, does]) => `${number(each)} ${does}`))}.`
  },
}

/** What became of one upload. The sentences stand above the numbers, and say nothing else than they do. */
export const summary = {
  completed: (invited: number) =>
    invited > 0 ? `${counted(invited, 'person was', 'people were')} invited.` : 'Nobody was invited.',
  stopped: (invited: number) =>
    invited > 0
      ? `Stopped after ${counted(invited, 'invitation', 'invitations')}.`
      : 'Stopped. Nobody was invited.',
  discarded: 'Discarded. Nobody was invited.',
  revoked: (revoked: number, invited: number) => {
    if (revoked < invited)
      return `${of(revoked, invited)} invitations ${revoked === 1 ? 'was' : 'were'} revoked.`
    return invited === 1 ? 'The invitation was revoked.' : `All ${number(invited)} invitations were revoked.`
  },
  notReached: (count: number) => `${counted(count, 'person was', 'people were')} not invited.`,
  failed: 'The file could not be used',
  failedMidway: 'The sending ended before it was done',
  invited: 'Invited',
  pending: 'Pending',
  accepted: 'Accepted',
  declined: 'Declined',
  expired: 'Expired',
  revokedTotal: 'Revoked',
  skipped: 'Skipped',
  emailsSent: 'Emails sent',
  emailsWaiting: 'Emails waiting',
  emailsWithdrawn: 'Emails withdrawn',
  emailsUnconfirmed: 'Emails not confirmed',
  emailsFailed: 'Emails failed',
  emailsBounced: 'Emails came back',
  why: 'Why emails failed',
  whyReturned: 'Why emails failed or came back',
  otherReasons: 'Other reasons',
  emailing: (done: number, total: number) => `Emails: ${of(done, total)} done`,
  emailsGoOn: "The emails are going out. You don't have to wait.",
  leftOut: (count: number) => `${counted(count, 'row with errors was', 'rows with errors were')} left out.`,
  withErrors: (count: number) => `${counted(count, 'row has', 'rows have')} errors.`,
  moreSkipped: (count: string) => `${count} more are not shown here.`,
  reason: 'Reason',
  showInvited: 'Show these invitations',
  showFailed: 'Show the failed ones',
  showBounced: 'Show the bounced ones',
  revokePending: (count: number) =>
    count === 1 ? 'Revoke the one that is pending' : `Revoke all ${number(count)} that are pending`,
  mayNotRevoke: 'Only an Admin, or the person who uploaded this file, can revoke them.',
  nobodyPending: 'No invitation of this upload is pending any more.',
  revoking: (done: number, total: number) => `Revoking: ${of(done, total)} done`,
  done: 'Done',
}

/** Stopping what is being sent, in one of two ways. */
export const stopping = {
  stop: 'Stop sending',
  mayNot: 'Only an Admin, or the person who uploaded this file, can stop it.',
  title: 'Stop sending?',
  text: (invited: number, total: number) =>
    `${of(invited, total)} people have been invited so far; a few more may be, until it stops.`,
  gone: 'The sending is over.',
  ways: 'What happens to those already invited?',
  keep: 'They stay invited',
  keepHint: 'Emails that have not been sent yet still go out.',
  revoke: 'Revoke them',
  revokeHint: 'Waiting emails are withdrawn, and links already sent stop working. Who has accepted stays.',
  confirmKeep: 'Stop sending',
  confirmRevoke: 'Stop and revoke',
  keepSending: 'Keep sending',
  unsaved: {
    title: 'Discard what you chose?',
    text: 'Nothing is stopped, and nothing is revoked.',
  },
}
