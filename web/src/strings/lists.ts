import { counted, listed, number } from './counting'

const people = (count: number) => counted(count, 'person', 'people')
const invitations = (count: number) => counted(count, 'invitation', 'invitations')

/** Sorting, selecting and changing many in both lists. */
export const lists = {
  sortBy: 'Sort by',
  orders: {
    NAME: 'Name, A to Z',
    '-NAME': 'Name, Z to A',
    EMAIL: 'Email, A to Z',
    '-EMAIL': 'Email, Z to A',
    ROLE: 'Role, A to Z',
    '-ROLE': 'Role, Z to A',
    '-JOINED_AT': 'Joined last',
    JOINED_AT: 'Joined first',
    '-LAST_ACTIVE_AT': 'Active last',
    LAST_ACTIVE_AT: 'Longest away',
    '-CREATED_AT': 'Invited last',
    CREATED_AT: 'Invited first',
    EXPIRES_AT: 'Expires first',
    '-EXPIRES_AT': 'Expires last',
  } as Record<string, string>,
  export: 'Export CSV',
  exportHint: 'Everybody in this list, all pages, with its filters and its order.',
  active: 'Last active',
  never: 'Never',
  selected: (count: number, elsewhere: number) => {
    if (elsewhere === 0) return `${number(count)} selected`
    if (elsewhere === count) return `${number(count)} selected, on other pages`
    return `${number(count)} selected, ${number(elsewhere)} of them on other pages`
  },
  pageSelected: (count: number) =>
    count === 1 ? 'The one on this page is selected.' : `All ${number(count)} on this page are selected.`,
  selectMatching: (count: number) => `Select all ${number(count)} matching`,
  allSelected: (count: number) => `All ${number(count)} matching are selected.`,
  notOneself: 'You yourself are left out.',
  tooMany: (most: string) =>
    `At most ${most} can be changed at once, and more than that match. Filter the list to select all that match.`,
  ownRow: 'You change yourself in your own row, not together with others.',
  changeRole: 'Change role …',
  changeGroups: 'Change groups …',
  remove: 'Remove …',
  roleTitle: (count: number) => `Change the role of ${people(count)}`,
  offerRoleTitle: (count: number) => `Change the role of ${invitations(count)}`,
  roleText: 'All of them get this role.',
  roleMissing: 'Choose a role.',
  roleConfirm: 'Change role',
  roleChanged: (count: number, role: string) => `${counted(count, 'person is', 'people are')} ${role} now.`,
  offersRole: (count: number, role: string) =>
    `${counted(count, 'invitation is', 'invitations are')} for ${role} now.`,
  groupsTitle: (count: number) => `Change the groups of ${people(count)}`,
  offerGroupsTitle: (count: number) => `Change the groups of ${invitations(count)}`,
  addGroups: 'Add to groups',
  addGroupsHint: 'All of them get these groups, beside those that they have.',
  removeGroups: 'Remove from groups',
  removeGroupsHint: 'Whoever has one of these groups loses it.',
  groupsMissing: 'Choose a group to add or to remove.',
  groupsConfirm: 'Change groups',
  groupsChanged: (count: number) => `The groups of ${people(count)} were changed.`,
  offersGroups: (count: number) => `The groups of ${invitations(count)} were changed.`,
  removeTitle: (count: number) => `Remove ${people(count)}?`,
  removeText: (names: string[], count: number) => {
    const who = names.length > 0 ? `${listed(names)} can` : `All ${people(count)} that match can`
    return `${who} no longer sign in to this organization. You can invite them again.`
  },
  removeConfirm: 'Remove',
  removed: (count: number) => `${counted(count, 'person was', 'people were')} removed.`,
  stopping: (count: number | undefined) => {
    if (count === undefined) return 'Pending invitations of theirs may stop working.'
    return `${invitations(count)} that ${count === 1 ? 'is' : 'are'} pending may stop working.`
  },
  resendInMyName: 'Resend in my name what stops working',
  notResent: (reason: string, count: number) =>
    `${counted(count, 'invitation was', 'invitations were')} not sent again: ${reason}`,
  unsavedChoice: { title: 'Discard what you chose?', text: 'Nobody is changed, and nothing is sent.' },
  notAll: 'Not everything was done',
  notDone: (done: string, count: number) =>
    `${done || 'Nothing was changed.'} ${counted(count, 'was not', 'were not')}:`,
  moreNotDone: (count: number) => `and ${number(count)} more`,
  ofThem: (count: number) => `${number(count)} of them`,
  countChanged: (count: number) =>
    `The list has changed: it has not ${number(count)} any more. Look at it again.`,
}
