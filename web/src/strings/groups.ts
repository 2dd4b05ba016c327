import { counted, listed } from './counting'

const usedBy = (members: number, invitations: number) =>
  listed(
    [
      members > 0 && counted(members, 'member', 'members'),
      invitations > 0 && counted(invitations, 'pending invitation', 'pending invitations'),
    ].filter((each) => each !== false),
  )

export const groups = {
  subtitle: (organization: string) =>
    `The device groups of ${organization}, and how many people work with each.`,
  mayNot: "Your role doesn't allow changing groups. Ask an Admin.",
  search: 'Search groups',
  name: 'Name',
  members: 'Members',
  pending: 'Pending invitations',
  membersOf: (count: number, name: string) => `${count === 1 ? 'member' : 'members'} of ${name}`,
  pendingInto: (count: number, name: string) =>
    `pending ${count === 1 ? 'invitation' : 'invitations'} into ${name}`,
  noMatch: 'No group matches',
  noMatchHint: 'Try fewer letters.',
  clear: 'Show all groups',
  none: 'No groups yet',
  noneHint: 'Groups say which devices people work with. Make one for each site or team, say.',
  create: 'Create Group',
  createFirst: 'Create a group',
  createTitle: 'Create a group',
  createConfirm: 'Create',
  created: (name: string) => `${name} was created.`,
  nameHint: 'Without ; and |, which stand between groups in CSV files.',
  rename: 'Rename …',
  renameTitle: (name: string) => `Rename ${name}`,
  renameConfirm: 'Rename',
  renamed: (before: string, name: string) => `${before} is now called ${name}.`,
  delete: 'Delete …',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteText: 'Nobody is in this group. It cannot be brought back.',
  deleteUsed: (members: number, invitations: number) =>
    `${usedBy(members, invitations)} ${members + invitations === 1 ? 'is' : 'are'} in this group. Choose the group to move them to. The deletion cannot be undone.`,
  deleteConfirm: 'Delete',
  moveAndDelete: 'Move and delete',
  moveTo: 'Move them to',
  chooseTarget: 'Choose a group',
  needTarget: 'Choose the group to move them to.',
  noOther: 'There is no other group. Create one first.',
  willMove: (members: number, invitations: number, target: string) =>
    `${usedBy(members, invitations)} ${members + invitations === 1 ? 'moves' : 'move'} to ${target}.`,
  groupAdmins: (names: string[], target: string) =>
    `As Group ${names.length === 1 ? 'Admin' : 'Admins'}, ${listed(names)} will also manage the people of ${target}.`,
  deleted: (name: string) => `${name} was deleted.`,
  deletedAndMoved: (name: string, target: string) =>
    `${name} was deleted. Everybody who was in it is in ${target} now.`,
}
