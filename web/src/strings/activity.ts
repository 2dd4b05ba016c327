import { counted } from './counting'

export const activity = {
  title: 'Activity',
  all: (organization: string) => `What happened in ${organization}, newest first.`,
  ofGroups: 'What you did, and what concerns your groups, newest first.',
  csv: 'Export CSV',
  ndjson: 'Export NDJSON',
  day: (day: string) => `Activity of ${day}`,
  search: 'Search by name or email',
  kind: 'Filter by what happened',
  allKinds: 'Everything',
  kinds: (count: number) => counted(count, 'kind of entry', 'kinds of entries'),
  actor: 'Filter by who did it',
  allActors: 'Everybody',
  somebody: 'One person',
  onlyActor: (name: string) => `Show only what ${name} did`,
  noPerson: 'Nobody matches',
  since: 'From',
  until: 'To',
  wrongOrder: 'Before “From”',
  clear: 'Clear filters',
  showNew: 'Show new entries',
  hasNew: 'There are new entries.',
  noMatch: 'Nothing matches',
  noMatchHint: 'Try fewer letters, other days, or clear the filters.',
  nothing: 'Nothing has happened yet',
  nothingHint: 'Invitations, roles, groups and settings show up here as soon as somebody changes them.',
  nothingOfGroupsHint: 'What you do, and what concerns your groups, shows up here.',
  notAllowed: "Your role doesn't allow this",
  notAllowedHint: 'Only Admins and Group Admins see what happened. Ask an Admin.',
  noActor: 'There is no such person',
  noActorText: 'Whoever this link names is not in this organization, and did nothing in it.',
  everybody: 'Show what everybody did',
  from: 'from',
  to: 'to',
  nothingBefore: 'none',
}

/** The service's own names of who acted, where it was no person. */
export const activityActors: Record<string, string> = {
  administrator: 'Administrator, by the command line',
  'time limit': 'Time limit',
  'working address': 'An address that works again',
}

/** What a change is about, by the API's names of fields. */
export const activityFields: Record<string, string> = {
  role: 'Role',
  groups: 'Groups',
  name: 'Name',
  expiresAt: 'Expires',
  invitationTtlDays: 'Invitations expire after',
  bulkInviteRowLimit: 'People in a file',
  movedTo: 'Moved to',
}

/** Sentences of what is followed by its changes, line by line. */
export const activityChanged: Record<string, (subject: string) => string> = {
  'invitation.role_changed': (subject) => `The role offered to ${subject} was changed`,
  'invitation.groups_changed': (subject) => `The groups offered to ${subject} were changed`,
  'member.role_changed': (subject) => `The role of ${subject} was changed`,
  'member.groups_changed': (subject) => `The groups of ${subject} were changed`,
  'member.name_changed': (subject) => `The name of ${subject} was changed`,
  'group.updated': (subject) => `The group ${subject} was changed`,
  'organization.updated': (subject) => `The settings of ${subject} were changed`,
}

export const activityKinds = {
  invitations: {
    title: 'Invitations',
    invited: 'Invited',
    resent: 'Sent again',
    linkCopied: 'Link copied',
    offerChanged: 'Offer changed',
    addressCorrected: 'Address corrected',
    revoked: 'Revoked',
    accepted: 'Accepted',
    declined: 'Declined',
    expired: 'Expired',
    released: 'Address released',
  },
  people: {
    title: 'People',
    joined: 'Joined',
    roleChanged: 'Role changed',
    groupsChanged: 'Groups changed',
    nameChanged: 'Name changed',
    removed: 'Removed or left',
  },
  uploads: {
    title: 'Uploads',
    uploaded: 'Uploaded',
    edited: 'Edited before sending',
    sending: 'Sending begun or stopped',
  },
  groups: {
    title: 'Groups',
    created: 'Group created',
    changed: 'Group renamed',
    deleted: 'Group deleted',
  },
  organization: {
    title: 'Organization',
    settings: 'Settings changed',
  },
}
