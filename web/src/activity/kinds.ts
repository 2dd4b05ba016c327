import { strings } from '../strings'

interface Kind {
  /** Also the value of its option: the actions, as the address has them. */
  value: string
  label: string
  actions: readonly string[]
}

const names = strings.activityKinds

/** What the entries can be filtered by: the API's actions as people call them. */
export const KINDS: readonly { group: string; items: readonly Kind[] }[] = [
  {
    group: names.invitations.title,
    items: [
      kind(names.invitations.invited, 'invitation.created', 'bulk_invite.rows_invited'),
      kind(names.invitations.resent, 'invitation.resent'),
      kind(names.invitations.linkCopied, 'invitation.link_created'),
      kind(names.invitations.offerChanged, 'invitation.role_changed', 'invitation.groups_changed'),
      kind(names.invitations.addressCorrected, 'invitation.email_changed'),
      kind(names.invitations.revoked, 'invitation.revoked', 'bulk_invite.invitations_revoked'),
      kind(names.invitations.accepted, 'invitation.accepted'),
      kind(names.invitations.declined, 'invitation.declined'),
      kind(names.invitations.expired, 'invitation.expired'),
      kind(names.invitations.released, 'suppression.released'),
    ],
  },
  {
    group: names.people.title,
    items: [
      kind(names.people.joined, 'member.joined', 'user.created'),
      kind(names.people.roleChanged, 'member.role_changed'),
      kind(names.people.groupsChanged, 'member.groups_changed'),
      kind(names.people.nameChanged, 'member.name_changed'),
      kind(names.people.removed, 'member.removed'),
    ],
  },
  {
    group: names.uploads.title,
    items: [
      kind(names.uploads.uploaded, 'bulk_invite.created'),
      kind(
        names.uploads.edited,
        'bulk_invite.columns_mapped',
        'bulk_invite.row_updated',
        'bulk_invite.row_removed',
        'bulk_invite.rows_updated',
        'bulk_invite.rows_removed',
      ),
      kind(names.uploads.sending, 'bulk_invite.sent', 'bulk_invite.canceled'),
    ],
  },
  {
    group: names.groups.title,
    items: [
      kind(names.groups.created, 'group.created'),
      kind(names.groups.changed, 'group.updated'),
      kind(names.groups.deleted, 'group.deleted'),
    ],
  },
  {
    group: names.organization.title,
    items: [kind(names.organization.settings, 'organization.created', 'organization.updated')],
  },
]

const ACTIONS = new Set(KINDS.flatMap(({ items }) => items.flatMap(({ actions }) => actions)))

export const isKnownAction = (action: string) => ACTIONS.has(action)

/** Returns the value of the option with these actions, in any order. It is none of KINDS where only a link names them. */
export function kindValue(actions: readonly string[]): string {
  return [...actions].sort().join(' ')
}

function kind(label: string, ...actions: string[]): Kind {
  return { value: kindValue(actions), label, actions }
}
