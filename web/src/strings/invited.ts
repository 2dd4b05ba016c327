/** Invited Users: the states, the details of one invitation, and its link. */
export const invited = {
  statuses: 'Status of the invitations',
  status: {
    PENDING: 'Pending',
    EXPIRED: 'Expired',
    DECLINED: 'Declined',
    REVOKED: 'Revoked',
    ACCEPTED: 'Accepted',
    BOUNCED: 'Bounced',
    BLOCKED: 'Link blocked',
  },
  empty: {
    EXPIRED: {
      title: 'No invitation has expired',
      hint: 'What nobody answers in time appears here, and can be sent again.',
    },
    DECLINED: {
      title: 'Nobody has declined',
      hint: 'People who say no appear here, and can be invited again.',
    },
    REVOKED: {
      title: 'No invitation was revoked',
      hint: 'What somebody takes back appears here, and can be sent anew.',
    },
    ACCEPTED: {
      title: 'Nobody has accepted yet',
      hint: 'People appear here once they accept, and under Current Users as long as they stay.',
    },
    BOUNCED: {
      title: 'No email came back',
      hint: 'Invitations appear here when a mail server returns their email.',
    },
    BLOCKED: {
      title: 'No link is blocked',
      hint: 'Invitations appear here when whoever invited leaves, or may not invite like that any more.',
    },
  },
  noMatchHint: 'Try fewer letters, clear the filters, or look at another status.',
  expires: 'Expires',
  never: 'Never',
  lastSent: 'Last sent',
  notYet: 'Not yet',
  act: 'What can be done',
  resendTo: (email: string) => `Resend to ${email}`,
  inviteAgain: 'Invite again',
  inviteAgainTo: (email: string) => `Invite again: ${email}`,
  invitedAgain: (email: string) => `${email} was invited again, and is under Pending.`,
  inviteAgainTitle: 'Invite somebody who declined?',
  inviteAgainText: (reason: string) => `${reason} They get one more email, with a new link.`,
  inviteAgainConfirm: 'Invite anyway',
  superseded: 'No longer needed',
  supersededHint: 'This person is a member by now, or has a newer invitation.',
  blocked: {
    INVITER_LEFT: 'inviter left',
    INVITER_DEMOTED: 'inviter lost the right',
  },
  linkBlocked: (reason: string) => `Link blocked: ${reason}`,
  linkBlockedTitle: 'Nobody can accept this invitation now',
  linkBlockedText: {
    INVITER_LEFT: 'Whoever invited has left. Resend it to make it work again in your name.',
    INVITER_DEMOTED:
      'Whoever invited may not grant this role or these groups any more. Resend it to make it work again in your name.',
  },
}

export const invitationDetails = {
  open: 'Details',
  title: (email: string) => `Invitation to ${email}`,
  loadingTitle: 'Invitation',
  status: 'Status',
  file: 'From the file',
  timeline: 'What happened',
  newest: (count: number) => `Only the newest ${count} are shown.`,
  unknown: 'There is no such invitation',
  unknownText: 'The invitation in this link was deleted, or belongs to another organization.',
  failed: 'The invitation could not be loaded',
}

export const invitationLink = {
  copy: 'Copy invitation link …',
  copyShort: 'Copy link …',
  title: (email: string) => `Invitation link for ${email}`,
  for: (email: string) => `The link works for ${email} alone.`,
  secret: 'Whoever has it can accept as this person, so give it to nobody else.',
  until: 'It stops working when the invitation is answered, revoked or sent again.',
  recorded: 'That you created it is recorded in the activity.',
  create: 'Create link',
  label: 'Invitation link',
  copyIt: 'Copy',
  copied: 'Copied. Paste it where only this person reads it.',
  selected: 'Your browser does not allow copying here. The link is selected: copy it yourself.',
  done: 'Done',
}
