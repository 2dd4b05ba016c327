import { number } from './counting'

/** Said by who was invited. */
const WHAT_HAPPENED = {
  PENDING: 'does not work',
  ACCEPTED: 'was used already',
  DECLINED: 'was declined',
  REVOKED: 'was revoked',
  EXPIRED: 'has expired',
}

export const accept = {
  title: (organization: string) => `Join ${organization}`,
  loading: 'Opening your invitation …',
  invitedAs: (inviter: string | null, organization: string, role: string) =>
    inviter
      ? `${inviter} invites you to ${organization} as ${role}.`
      : `You are invited to ${organization} as ${role}.`,
  validUntil: (when: string) => `The invitation is valid until ${when}.`,
  name: 'Your name',
  password: 'Choose a password',
  ownPassword: 'Your password',
  accountExists: (email: string) => `There is an account for ${email}. Enter its password to join.`,
  newAccount: (email: string) => `You will sign in as ${email}.`,
  signedIn: (name: string) => `You are signed in as ${name}.`,
  accept: 'Accept the invitation',
  decline: 'Decline',
  declineTitle: 'Decline the invitation?',
  declineText: (organization: string) =>
    `The link stops working. To join ${organization} later, you need a new invitation.`,
  declined: 'You declined',
  declinedHint: (organization: string) =>
    `${organization} can see that you declined. If you change your mind, ask for a new invitation.`,
  welcome: (organization: string) => `Welcome to ${organization}.`,
  wrongAccount: 'This invitation is for somebody else',
  wrongAccountHint: (signedIn: string, invited: string) =>
    `You are signed in as ${signedIn}, and the invitation is for ${invited}. Sign out to accept it.`,
  signOut: 'Sign out and go on',
  notValid: 'This link is not valid',
  notValidHint:
    'It may be cut off, or replaced by a newer email. Open the newest one, or ask for the invitation to be sent again.',
  failed: 'The invitation could not be opened',
  blocked: {
    title: "This invitation can't be accepted now",
    hint: 'Who invited you can no longer do that. Ask an Admin of the organization to send it again: the new email works.',
  },
  groups: 'Device groups',
  moreGroups: (count: number) => `Show ${number(count)} more`,
  fewerGroups: 'Show fewer',
  emailInviter: (inviter: string) => `Email ${inviter}`,
  emailSubject: (organization: string) => `Invitation to ${organization}`,
  emailText: (inviter: string, organization: string, invited: string, status: keyof typeof WHAT_HAPPENED) =>
    [
      `Hello ${inviter},`,
      `my invitation to ${organization} ${WHAT_HAPPENED[status]}. Could you send me a new one?`,
      `It was for ${invited}.`,
    ].join('\r\n\r\n'),
  closed: {
    PENDING: { title: '', hint: '' },
    ACCEPTED: {
      title: 'This invitation has been used',
      hint: 'It was already accepted. If that was you, sign in.',
    },
    DECLINED: {
      title: 'This invitation was declined',
      hint: 'If you changed your mind, ask for a new one.',
    },
    REVOKED: {
      title: 'This invitation was revoked',
      hint: 'It was taken back. If you think that is a mistake, ask for a new one.',
    },
    EXPIRED: { title: 'This invitation has expired', hint: 'Ask for it to be sent again.' },
  },
}

export const waiting = {
  title: 'You are invited',
  accept: 'Accept',
  declined: (organization: string) => `You declined the invitation to ${organization}.`,
}
