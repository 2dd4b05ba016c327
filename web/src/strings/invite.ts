import { counted, number } from './counting'

const ADDRESS_PROBLEMS = {
  space: 'it has a space in it',
  noAt: 'it has no @',
  manyAts: 'it has more than one @',
  noName: 'nothing stands before the @',
  noDomain: 'nothing stands after the @',
  noDot: 'what stands after the @ has no dot',
  other: 'what stands after the @ is not complete',
}

export type AddressProblem = keyof typeof ADDRESS_PROBLEMS

export const invite = {
  addressProblems: ADDRESS_PROBLEMS,
  title: 'Invite Users',
  single: 'Single User',
  bulk: 'Bulk Upload',
  emails: 'Email addresses',
  emailsHint: 'Type or paste one or more.',
  emailsPlaceholder: 'name@company.com',
  chooseRole: 'Choose a role',
  groupsHint: 'Optional. The device groups they work with.',
  groupsHintOwn: 'At least one of your own groups.',
  chooseGroups: 'Choose groups',
  noGroups: 'No group found.',
  send: (count: number) =>
    count > 0 ? `Send ${counted(count, 'Invitation', 'Invitations')}` : 'Send Invitation',
  sending: (done: number, total: number) => `Sending ${number(done)} of ${number(total)} …`,
  notAddress: (text: string, problem: AddressProblem, others: number) =>
    `“${text}” is not an email address: ${ADDRESS_PROBLEMS[problem]}.${others > 0 ? ` ${counted(others, 'other is', 'others are')} marked, too.` : ''}`,
  mend: (text: string, problem: AddressProblem) =>
    `Correct ${text}, which is not an email address: ${ADDRESS_PROBLEMS[problem]}`,
  mendNoted: (text: string, message: string) =>
    message.startsWith(text) ? `Correct ${message}` : `Correct ${text}: ${message}`,
  notes: 'Before you send',
  noted: (count: number) =>
    count === 1
      ? 'There is something to know about 1 address.'
      : `There is something to know about ${number(count)} addresses.`,
  useIt: 'Use it',
  allSuggestions: (count: number) => `Use all ${number(count)} suggestions`,
  keep: 'Keep',
  takeOut: 'Take out',
  needEmail: 'Enter at least one email address.',
  needRole: 'Choose a role.',
  sent: (count: number) => `${counted(count, 'invitation is', 'invitations are')} on the way.`,
  someLeft: (sent: number) =>
    sent > 0
      ? `${counted(sent, 'invitation is', 'invitations are')} on the way. These were not sent:`
      : 'Nothing was sent:',
  resendInstead: 'Resend',
  inviteAnyway: 'Invite anyway',
  unsaved: {
    title: 'Discard this invitation?',
    text: 'Nobody has been invited with what you entered here.',
  },
}
