/** What came back about emails, and what helps then. */
export const bounces = {
  noAddress: 'Address does not exist',
  noDomain: 'The domain takes no email',
  closed: 'The mailbox is closed',
  hard: 'Address takes no email',
  soft: 'Email came back',
  softFor: (reason: string) => `Email came back: ${reason}`,
  full: 'mailbox full',
  tooLarge: 'email too large',
  policy: 'refused as unwanted',
  tooLong: 'not delivered in time',
  complaint: 'Reported as spam',
  complaintHint: 'The person told their mail service that it is spam',
  correct: 'Correct the address …',
  suppressed: 'Suppressed',
  releaseAndInvite: 'Release and invite',
  releaseAndSend: 'Release and send',
  releaseAndSendTitle: 'Send to a suppressed address?',
  releaseAndSendText: (reason: string) =>
    `${reason} Releasing it lets your organization send to it again, and it gets one more email.`,
  notAllowed: "Your role doesn't allow this",
  notAllowedHint: 'Who may invite people sees which addresses are suppressed. Ask an Admin.',
}
