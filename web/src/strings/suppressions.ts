/** Correcting the address of an invitation, which comes with its window. */
export const correctAddress = {
  title: (email: string) => `Correct the address ${email}`,
  text: 'A new email goes to the corrected address, with the same role and groups. The link in the old email stops working at once.',
  email: 'Email address',
  kept: 'What stays as it is',
  unchanged: 'This is the address that it has now. Correct it, or close this window.',
  notAddress: (problem: string) => `This is not an email address: ${problem}.`,
  use: 'Use it',
  send: 'Send to this address',
  sendAnyway: 'Send anyway',
  showInvitation: 'Show that invitation',
  done: (email: string) => `The address was corrected. The invitation to ${email} is on the way.`,
}

/** The addresses that are not invited; comes with their list. */
export const suppressed = {
  hint: 'Emails to these addresses came back for good, or were reported as spam. They are not invited again until somebody releases them, or they accept an invitation elsewhere.',
  search: 'Search suppressed addresses',
  why: 'Why',
  since: 'Since',
  actions: 'Actions',
  release: 'Release',
  releaseOf: (email: string) => `Release ${email}`,
  releaseTitle: (email: string) => `Release ${email}?`,
  releaseText: {
    HARD: 'The address can be invited again. If it still does not exist, the email comes back, and it is suppressed once more.',
    SOFT: 'The address can be invited again. If the email comes back for good, it is suppressed once more.',
    COMPLAINT:
      'The address can be invited again. This person reported an email of yours as spam: release it only if they ask you to, since more reports harm the delivery of all your emails.',
  },
  released: (email: string) => `${email} can be invited again.`,
  gone: (email: string) => `${email} is no longer suppressed.`,
  none: 'No address is suppressed',
  noneHint:
    'Addresses appear here when an email to them comes back for good, or is reported as spam, so that nobody keeps sending to them.',
  noMatch: 'No address matches',
  noMatchHint: 'Try fewer letters.',
  clear: 'Show all addresses',
}
