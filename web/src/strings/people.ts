import { atLeast, listed, number } from './counting'

export const people = {
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
}

const afterwards = (others: string[]) => {
  if (others.length === 0)
    return 'You are in no other organization: there is nothing to see here until somebody invites you.'
  return others.length === 1
    ? `You go on in ${others[0]}.`
    : `You go on in the organization that you joined last of these: ${listed(others)}.`
}

export const member = {
  changeGroups: 'Change groups …',
  remove: 'Remove …',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: (name: string, organization: string) =>
    `${name} can no longer sign in to ${organization}. You can invite them again.`,
  removeConfirm: 'Remove',
  leave: 'Leave …',
  leaveTitle: (organization: string) => `Leave ${organization}?`,
  leaveText: (organization: string, others: string[]) =>
    `You can no longer sign in to ${organization}. To come back, you need a new invitation. ${afterwards(others)}`,
  leaveConfirm: 'Leave',
  left: (organization: string) => `You left ${organization}.`,
  removed: (name: string) => `${name} was removed.`,
  groupsTitle: (name: string) => `Groups of ${name}`,
  groupsHint: 'The device groups this person works with.',
  saveGroups: 'Save groups',
  groupsSaved: (name: string) => `The groups of ${name} were changed.`,
}

export const wrongLink = {
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
}
