import { counted, listed } from './counting'

export const invitation = {
  resend: 'Resend',
  revoke: 'Revoke',
  revokeOne: 'Revoke Invite',
  changeRole: 'Change role',
  changeGroups: 'Change groups …',
  resent: (count: number) => `${counted(count, 'invitation is', 'invitations are')} on the way again.`,
  revoked: (count: number) => `${counted(count, 'invitation was', 'invitations were')} revoked.`,
  resendAnyway: 'Resend anyway',
  resendAnywayTitle: (count: number) =>
    count === 1
      ? 'Resend to somebody who declined?'
      : `Resend to ${counted(count, 'person', 'people')} who declined?`,
  resendAnywayText: (reason: string) => `${reason} They get one more email, with a new link.`,
  resendAnywayTextMany: (emails: string[]) =>
    `${listed(emails)} declined another invitation of your organization after this one was made. Each of them gets one more email, with a new link.`,
  revokeTitle: (count: number) => `Revoke ${counted(count, 'invitation', 'invitations')}?`,
  revokeTitleOne: (email: string) => `Revoke the invitation to ${email}?`,
  revokeText: (count: number) =>
    count === 1
      ? 'The link in the email stops working at once. You can invite this person again.'
      : 'The links in the emails stop working at once. You can invite these people again.',
  gone: (email: string) => `The invitation to ${email} is no longer in this list.`,
  notSelected: 'Only pending and expired invitations can be selected.',
  mayNot: 'This invitation also has groups that are not yours. Ask an Admin.',
}

export const delivery = {
  QUEUED: 'Queued',
  SENDING: 'Sending',
  SENT: 'Sent',
  DEFERRED: 'Delayed',
  UNKNOWN: 'Not confirmed',
  FAILED: 'Not delivered',
  BOUNCED: 'Bounced',
  CANCELED: 'Not sent',
}

export const deliveryHints = {
  QUEUED: 'Waiting to be sent',
  SENDING: 'Being handed to the mail server',
  SENT: 'The mail server accepted it',
  DEFERRED: 'The mail server asked to try again later',
  UNKNOWN: 'The mail server did not answer',
  FAILED: 'The mail server refused it',
  BOUNCED: 'It came back after it was accepted',
  CANCELED: 'It was not needed any more',
}
