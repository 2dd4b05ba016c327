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
  declinedHint: (organization: string) => `${organization} can see that you declined. Nothing else happens.`,
  welcome: (organization: string) => `Welcome to ${organization}.`,
  wrongAccount: 'This invitation is for somebody else',
  wrongAccountHint: (signedIn: string, invited: string) =>
    `You are signed in as ${signedIn}, and the invitation is for ${invited}. Sign out to accept it.`,
  signOut: 'Sign out and go on',
  notValid: 'This link is not valid',
  notValidHint:
    'It may be cut off, or replaced by a newer email. Open the newest one, or ask for the invitation to be sent again.',
  failed: 'The invitation could not be opened',
  closed: {
    PENDING: { title: '', hint: '' },
    ACCEPTED: {
      title: 'This invitation has been used',
      hint: 'It was already accepted. If that was you, sign in.',
    },
    DECLINED: {
      title: 'This invitation was declined',
      hint: 'Ask for a new one if you changed your mind.',
    },
    REVOKED: {
      title: 'This invitation was revoked',
      hint: 'The person who invited you took it back. Ask them for a new one.',
    },
    EXPIRED: { title: 'This invitation has expired', hint: 'Ask for it to be sent again.' },
  },
}

export const waiting = {
  title: 'You are invited',
  accept: 'Accept',
  declined: (organization: string) => `You declined the invitation to ${organization}.`,
}
