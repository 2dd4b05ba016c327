/** Of the texts below, of numbers and of times. */
export const LANGUAGE = 'en'

const numbers = new Intl.NumberFormat(LANGUAGE)
const plurals = new Intl.PluralRules(LANGUAGE)

export const number = (value: number) => numbers.format(value)

const atLeast = (count: number, isExact: boolean) => `${number(count)}${isExact ? '' : '+'}`

const counted = (count: number, one: string, other: string) =>
  `${number(count)} ${plurals.select(count) === 'one' ? one : other}`

const MAX_LISTED = 5
const lists = new Intl.ListFormat(LANGUAGE)

const listed = (names: string[]) =>
  names.length <= MAX_LISTED
    ? lists.format(names)
    : lists.format([...names.slice(0, MAX_LISTED), counted(names.length - MAX_LISTED, 'other', 'others')])

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

/** Every text of the console; texts from the API are shown as they are. */
export const strings = {
  retry: 'Try again',
  reload: 'Reload',
  pageNotLoaded:
    'This page could not be loaded: you may be offline, or there is a newer version of the console. Reload it.',
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  undoShortcut: (keys: string) => `or ${keys}`,
  none: '—',
  justNow: 'just now',
  somethingWrong: 'Something went wrong',
  unexpected: 'Something went wrong. Reload the page and try again.',
  unreachable: "The server can't be reached. Check your connection and try again.",
  unavailable: "The server can't answer right now. Try again in a minute.",
  tooLarge: 'This is too large to be sent. Split it up and try again.',
  tooMany: 'That was too much in too short a time. Wait a minute and try again.',
  outdated: 'There is a newer version of this page. Reload it and try again.',
  skip: 'Skip to content',
  delivery: {
    QUEUED: 'Queued',
    SENDING: 'Sending',
    SENT: 'Sent',
    DEFERRED: 'Delayed',
    UNKNOWN: 'Not confirmed',
    FAILED: 'Not delivered',
    BOUNCED: 'Bounced',
    CANCELED: 'Not sent',
  },
  deliveryHints: {
    QUEUED: 'Waiting to be sent',
    SENDING: 'Being handed to the mail server',
    SENT: 'The mail server accepted it',
    DEFERRED: 'The mail server asked to try again later',
    UNKNOWN: 'The mail server did not answer',
    FAILED: 'The mail server refused it',
    BOUNCED: 'It came back after it was accepted',
    CANCELED: 'It was not needed any more',
  },
  nextAttempt: (when: string) => `Next try ${when}`,
  dialog: {
    discard: 'Discard',
    keepEditing: 'Keep editing',
    closed: (title: string, reason: string) => `“${title}” was closed. ${reason}`,
    changes: { title: 'Discard your changes?', text: 'What you changed is not saved yet.' },
  },
  wrongLink: {
    unknown: 'Part of this link is not known here',
    unknownText: (parts: string[]) =>
      `It was left out, and the rest is shown: ${parts.join(', ')}. The link may be mistyped, or from an older version.`,
    tidy: 'Take it out',
    page: 'This page of the list is not there',
    pageText: 'The link to it belongs to another list, or is cut off.',
    firstPage: 'Go to the first page',
    group: 'There is no such group',
    groupText: 'The group in this link was deleted, or belongs to another organization.',
    allGroups: 'Show all groups',
    upload: 'There is no such upload',
    uploadText: 'The upload in this link is older than 30 days, or belongs to another organization.',
    allInvitations: 'Show all invitations',
  },
  shell: {
    navigation: 'Main',
    accountSettings: 'Account Settings',
    people: 'Role Management',
    groups: 'Groups',
    activity: 'Activity',
    settings: 'Settings',
    account: 'Account',
    graphiql: 'GraphiQL',
    openMenu: 'Open the menu',
    closeMenu: 'Close the menu',
    dark: 'Use dark colours',
    light: 'Use light colours',
    accountOf: 'Account of',
    showGraphiql: 'Show GraphiQL',
    hideGraphiql: 'Hide GraphiQL',
    signOut: 'Sign out',
    roleChanged: (role: string) => `Your role is now ${role}. What you can do here has changed.`,
    switchTo: 'Switch organization',
    switched: (name: string) => `You are now in ${name}.`,
    offline: 'You are offline. What you see may be out of date; it is updated once you are back.',
    reconnecting: 'The connection was lost. Reconnecting … What you see may be out of date.',
    noOrganization: 'You are not in any organization',
    noOrganizationHint: 'Ask an Admin to invite you. The invitation shows up here and in your email.',
    notFound: 'There is no such page',
    notFoundHint: 'The address may be mistyped, or the page is gone.',
    home: 'Go to Role Management',
  },
  waiting: {
    title: 'You are invited',
    accept: 'Accept',
    declined: (organization: string) => `You declined the invitation to ${organization}.`,
  },
  session: {
    signIn: 'Sign in',
    email: 'Email address',
    password: 'Password',
    newPassword: 'New password',
    forgot: 'Forgot your password?',
    forgotTitle: 'Reset your password',
    forgotHint: 'We email you a link to choose a new password.',
    sendLink: 'Send the link',
    linkSent: 'Check your email',
    linkSentHint: (email: string) =>
      `If ${email} has an account, an email with a link is on its way. It may take a minute.`,
    backToSignIn: 'Back to sign in',
    resetTitle: 'Choose a new password',
    resetHint: 'Saving it signs you out everywhere else.',
    savePassword: 'Save the password',
    saved: 'Your password was changed',
    savedHint: 'Sign in with your new password.',
    noToken: 'This link is incomplete',
    noTokenHint: 'Open the link in the newest email again, or ask for a new one.',
    askAgain: 'Ask for a new link',
    ended: 'Your session has ended. Sign in to continue.',
    needEmail: 'Enter your email address.',
    notKept:
      'Your password is right, but this browser did not keep the session. Allow cookies for this page, or delete those it has, and sign in again.',
  },
  password: {
    hint: (length: number) =>
      `At least ${number(length)} characters. A few words together are easy to remember.`,
    missing: (count: number) => `${counted(count, 'more character', 'more characters')} needed`,
    longEnough: 'Long enough',
  },
  people: {
    title: 'Role Management',
    subtitle: (organization: string) => `Who can sign in to ${organization}, and what they may do.`,
    invite: 'Invite Users',
    mayNotInvite: "Your role doesn't allow inviting people. Ask an Admin.",
    current: 'Current Users',
    invited: 'Invited Users',
    guide: 'What can each role do?',
    guideHint: 'Check this before you choose a role for somebody.',
    search: 'Search by name or email',
    searchInvited: 'Search by email',
    allRoles: 'All roles',
    allGroups: 'All groups',
    allDeliveries: 'All deliveries',
    filterRole: 'Filter by role',
    filterGroup: 'Filter by group',
    filterDelivery: 'Filter by delivery',
    clear: 'Clear filters',
    oneBulkInvite: 'Only the invitations of one upload are shown.',
    user: 'User',
    email: 'Email',
    role: 'Role',
    groups: 'Groups',
    joined: 'Joined',
    invitedAt: 'Invited',
    delivery: 'Delivery',
    actions: 'Actions',
    you: 'You',
    by: 'by',
    roleOf: (name: string) => `Role of ${name}`,
    moreFor: (name: string) => `More for ${name}`,
    select: (name: string) => `Select ${name}`,
    selectAll: 'Select all on this page',
    selected: (count: number) => `${number(count)} selected`,
    unselect: 'Clear selection',
    page: (from: number, to: number, total: number, isExact: boolean) =>
      `${from === to ? number(to) : `${number(from)}–${number(to)}`} of ${atLeast(total, isExact)}`,
    pages: 'Pages',
    previous: 'Previous page',
    next: 'Next page',
    loading: 'Loading …',
    listFailed: 'The list could not be loaded',
    couldNotLook: 'This could not be looked up',
    couldNotLookOffline: 'You are offline. It is looked up as soon as you are back.',
    noMatch: 'Nobody matches',
    noMatchHint: 'Try fewer letters, or clear the filters.',
    nobody: 'Nobody here yet',
    nobodyHint: 'Invite the people you work with; they appear here once they accept.',
    noInvitations: 'No invitation is waiting',
    noInvitationsHint: 'Invite somebody, and watch here whether the email arrives and is answered.',
    changed: (name: string, role: string) => `${name} is now ${role}.`,
    changedBack: (name: string, role: string) => `${name} is ${role} again.`,
    ownRoleTitle: (role: string) => `Become ${role} yourself?`,
    ownRoleText: (role: string, organization: string) =>
      `You will be ${role} in ${organization}. Only somebody else can give you your present role back.`,
    ownRoleConfirm: 'Change my role',
    lastAdmin: 'You are the last Admin. Make somebody else an Admin first.',
    adminsOnly: 'Only an Admin can change an Admin.',
    notYourGroups: 'This person also has groups that are not yours. Ask an Admin.',
    mayNot: "Your role doesn't allow this. Ask an Admin.",
    ownRole: "You can't change your own role. Ask an Admin.",
    gone: (name: string) => `${name} is no longer in this list.`,
    moreGroups: (names: string) => `more: ${names}`,
  },
  member: {
    changeGroups: 'Change groups …',
    remove: 'Remove …',
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText: (name: string, organization: string) =>
      `${name} can no longer sign in to ${organization}. You can invite them again.`,
    removeConfirm: 'Remove',
    leave: 'Leave …',
    leaveTitle: (organization: string) => `Leave ${organization}?`,
    leaveText: (organization: string) =>
      `You can no longer sign in to ${organization}. To come back, you need a new invitation.`,
    leaveConfirm: 'Leave',
    left: (organization: string) => `You left ${organization}.`,
    removed: (name: string) => `${name} was removed.`,
    groupsTitle: (name: string) => `Groups of ${name}`,
    groupsHint: 'The device groups this person works with.',
    saveGroups: 'Save groups',
    groupsSaved: (name: string) => `The groups of ${name} were changed.`,
  },
  invitation: {
    resend: 'Resend',
    revoke: 'Revoke',
    revokeOne: 'Revoke Invite',
    changeRole: 'Change role',
    changeGroups: 'Change groups …',
    resent: (count: number) => `${counted(count, 'invitation is', 'invitations are')} on the way again.`,
    revoked: (count: number) => `${counted(count, 'invitation was', 'invitations were')} revoked.`,
    refused: (reason: string, count: number) =>
      `${counted(count, 'invitation was', 'invitations were')} not changed: ${reason}`,
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
    mayNot: 'This invitation also has groups that are not yours. Ask an Admin.',
  },
  invite: {
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
  },
  bulk: {
    drop: 'Drop a CSV file here',
    browse: 'Browse Files',
    file: 'CSV file',
    uploading: 'Uploading …',
    template: 'Download CSV Template',
    columns: 'Columns: Email, Role, Groups.',
    atMost: (rows: string) => `At most ${rows} people in one file.`,
    oneFile: 'Choose a CSV file.',
    severalFiles: (names: string[]) =>
      `You gave ${counted(names.length, 'file', 'files')}: ${listed(names)}. Nothing was uploaded; give them one after another.`,
    unsavedDefaults: {
      title: 'Discard what you chose?',
      text: 'The role and the groups for rows without one are not used yet: no file has been uploaded.',
    },
    unsavedRow: (line: number) => ({
      title: `Discard what you changed in row ${number(line)}?`,
      text: 'The row is not saved yet. The upload itself stays, and so does every row that you saved.',
    }),
    unsavedStop: {
      title: 'Discard what you chose?',
      text: 'Nothing is stopped, and nothing is revoked.',
    },
    discardUpload: 'Discard this upload',
    discardQuestion: (filename: string) => ({
      title: `Discard ${filename}?`,
      text: 'Its rows and what you fixed in them are gone then. Nobody has been emailed.',
      confirmLabel: 'Discard',
      cancelLabel: 'Keep it',
    }),
    stopChecking: 'Stop checking',
    defaultRole: 'Role for rows without one',
    defaultRoleHint: 'Optional. Rows that name a role keep it.',
    noDefaultRole: 'None',
    defaultGroups: 'Groups for rows without any',
    defaultGroupsHint: 'Optional. Rows that name groups keep them.',
    guessed: (encoding: string) =>
      `The file is not saved as UTF-8, so it was read as ${encoding}. Check letters such as é and ß; if they are wrong, save the file as UTF-8 and upload it again.`,
    checkedFirst: 'You review everything before anybody is emailed.',
    nobodyYet: 'Nobody has been emailed yet.',
    leftOut: 'Rows with errors are left out. Nobody has been emailed yet.',
    nothingToSend: 'No row can be sent yet. Fix one here, or correct the file and upload it again.',
    another: 'Choose another file',
    unnamed: 'Your upload',
    missing: 'There is no such upload',
    missingHint:
      'It belongs to another organization, was uploaded more than 30 days ago, or the link is cut off.',
    show: 'Show',
    unfinished: (filename: string, status: string) =>
      status === 'SENDING'
        ? `The invitations of ${filename} are being sent.`
        : `${filename} waits for your review. Nobody has been emailed yet.`,
    checking: (done: number, total: number) =>
      total > 0 ? `Checking row ${number(done)} of ${number(total)} …` : 'Reading the file …',
    sending: (done: number, total: number) =>
      `Inviting: ${number(done)} of ${counted(total, 'person', 'people')} done`,
    emailing: (done: number, total: number) => `Emails: ${number(done)} of ${number(total)} done`,
    rate: (rows: number) => `${counted(rows, 'row', 'rows')} per second`,
    remaining: (time: string) => `about ${time} left`,
    announcement: (percent: number) => `${percent} percent done`,
    mayClose: 'You can close this window or the page: sending goes on, and you can come back to it.',
    stop: 'Stop sending',
    stopTitle: 'Stop sending?',
    stopText: 'Nobody else will be invited. Those already invited stay invited.',
    alsoRevoke: 'Also revoke the invitations that nobody has accepted yet',
    keepSending: 'Keep sending',
    ready: (count: number) => `${number(count)} ready`,
    errors: (count: number) => `${number(count)} with errors`,
    warnings: (count: number) => `${number(count)} with warnings`,
    ignored: (columns: string) => `These columns were ignored: ${columns}.`,
    problems: 'Rows with problems',
    row: 'Row',
    value: 'Value',
    problem: 'Problem',
    reason: 'Reason',
    fields: { email: 'Email', role: 'Role', groups: 'Groups' },
    severity: { ERROR: 'Error:', WARNING: 'Warning:' },
    use: (suggestion: string) => `Use ${suggestion}`,
    fix: 'Fix',
    fixRow: (line: number) => `Fix row ${line}`,
    remove: 'Remove',
    removeRow: (line: number) => `Remove row ${line}`,
    save: 'Save row',
    groupsPlaceholder: 'Names, with ; between them',
    more: (count: number) => `Show more (${number(count)})`,
    tooManyProblems: (count: number, isExact: boolean) =>
      `${atLeast(count, isExact)} more are not shown here.`,
    download: 'Download problem rows',
    completed: (count: number) => `${counted(count, 'person was', 'people were')} invited.`,
    canceled: (count: number) =>
      count > 0
        ? `Stopped after ${counted(count, 'invitation', 'invitations')}.`
        : 'Stopped. Nobody was invited.',
    failed: 'The file could not be used',
    invited: 'Invited',
    skipped: 'Skipped',
    emailsSent: 'Emails sent',
    emailsWaiting: 'Emails waiting',
    emailsFailed: 'Emails failed',
    emailsGoOn: "The emails are going out. You don't have to wait.",
    notSent: (count: number) => `${counted(count, 'row with errors was', 'rows with errors were')} left out.`,
    showInvited: 'Show these invitations',
    showFailed: 'Show the failed ones',
    done: 'Done',
  },
  accept: {
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
      `${organization} can see that you declined. Nothing else happens.`,
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
  },
}
