import { counted, number } from './counting'

const sessions = (count: number) => counted(count, 'other session', 'other sessions')

export const account = {
  title: 'Account',
  subtitle: 'Your name, your password, the emails you get, and where you are signed in.',
  profile: 'Profile',
  profileHint: 'Others see your name in every organization that you belong to.',
  name: 'Name',
  email: 'Email address',
  emailHint:
    "You sign in with it, and it can't be changed. To use another one, have it invited, and leave with this one.",
  save: 'Save name',
  nameSaved: 'Your name was changed.',
  emails: 'Emails to you',
  emailsHint: 'What you are told by email, beside what you ask for yourself.',
  emailsFailed: 'Your choices could not be loaded',
  bounceDigests: 'Emails about invitations that came back',
  bounceDigestsHint:
    'At most one a day, when emails of invitations that you sent came back, with the addresses to correct.',
  bounceDigestsOn: 'You are told by email when invitations come back.',
  bounceDigestsOff: 'You are no longer told by email when invitations come back.',
  password: 'Password',
  passwordHint: 'Changing it signs you out everywhere else.',
  currentPassword: 'Current password',
  newPassword: 'New password',
  needCurrent: 'Enter the password that you have now.',
  savePassword: 'Change password',
  passwordSaved: 'Your password was changed. You are signed out everywhere else.',
  sessions: 'Sessions',
  sessionsHint: 'The browsers and programs that are signed in with your account.',
  sessionsFailed: 'Your sessions could not be loaded',
  sessionList: 'Your sessions',
  newestOnly: (count: number) => `Only ${number(count)} are shown: this one and the newest.`,
  thisBrowser: 'This browser',
  from: (network: string) => `from ${network}`,
  lastUsed: 'Last used',
  signedIn: 'Signed in',
  signOut: 'Sign out',
  signOutOf: (session: string) => `of ${session}`,
  signedOut: (session: string) => `${session} was signed out.`,
  nowhereElse: 'You are signed in nowhere else.',
  everywhereElse: 'Sign out everywhere else',
  everywhereElseTitle: 'Sign out everywhere else?',
  everywhereElseText: (count: number) =>
    `${sessions(count)} ${count === 1 ? 'ends' : 'end'} at once. What is not saved there is lost. This browser stays signed in.`,
  everywhereElseConfirm: 'Sign out',
  signedOutElsewhere: (count: number) => `${sessions(count)} ${count === 1 ? 'was' : 'were'} signed out.`,
  organization: 'Organization',
  memberOf: (organization: string, role: string) => `You are in ${organization} as ${role}.`,
  leaveFailed: 'Whether you may leave could not be looked up',
  leave: 'Leave …',
  nextNone:
    'Once you leave, you are in no organization, until somebody invites you again. Your account stays.',
  nextOne: (organization: string) => `Once you leave, you go on in ${organization}.`,
  nextOfSeveral: 'Once you leave, you go on in the organization that you joined last.',
}

export const userAgents = {
  unknown: 'Unknown browser',
  on: (browser: string, system: string) => `${browser} on ${system}`,
}
