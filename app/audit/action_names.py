"""Every action that the audit log records, and what it means to those who watch a list."""

from enum import StrEnum

from app.pubsub.events import ChangeKind


class AuditAction(StrEnum):
    """`<subject type>.<what happened>`, as stored."""

    INVITATION_CREATED = "invitation.created"
    INVITATION_RESENT = "invitation.resent"
    INVITATION_LINK_CREATED = "invitation.link_created"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_DECLINED = "invitation.declined"
    INVITATION_EXPIRED = "invitation.expired"
    INVITATION_ROLE_CHANGED = "invitation.role_changed"
    INVITATION_GROUPS_CHANGED = "invitation.groups_changed"
    INVITATION_EMAIL_CHANGED = "invitation.email_changed"
    SUPPRESSION_RELEASED = "suppression.released"
    MEMBER_JOINED = "member.joined"
    MEMBER_REMOVED = "member.removed"
    MEMBER_ROLE_CHANGED = "member.role_changed"
    MEMBER_NAME_CHANGED = "member.name_changed"
    MEMBER_GROUPS_CHANGED = "member.groups_changed"
    BULK_INVITE_CREATED = "bulk_invite.created"
    BULK_INVITE_COLUMNS_MAPPED = "bulk_invite.columns_mapped"
    BULK_INVITE_SENT = "bulk_invite.sent"
    BULK_INVITE_CANCELED = "bulk_invite.canceled"
    BULK_INVITE_ROWS_INVITED = "bulk_invite.rows_invited"
    BULK_INVITE_INVITATIONS_REVOKED = "bulk_invite.invitations_revoked"
    BULK_INVITE_ROW_UPDATED = "bulk_invite.row_updated"
    BULK_INVITE_ROW_REMOVED = "bulk_invite.row_removed"
    BULK_INVITE_ROWS_UPDATED = "bulk_invite.rows_updated"
    BULK_INVITE_ROWS_REMOVED = "bulk_invite.rows_removed"
    GROUP_CREATED = "group.created"
    GROUP_UPDATED = "group.updated"
    GROUP_DELETED = "group.deleted"
    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_UPDATED = "organization.updated"
    USER_CREATED = "user.created"
    USER_NAME_CHANGED = "user.name_changed"
    USER_BOUNCE_DIGESTS_CHANGED = "user.bounce_digests_changed"
    USER_PASSWORD_CHANGED = "user.password_changed"  # noqa: S105 - the action's name
    USER_PASSWORD_RESET_REQUESTED = "user.password_reset_requested"  # noqa: S105 - the action's name
    USER_PASSWORD_RESET = "user.password_reset"  # noqa: S105 - the action's name

    @property
    def subject_type(self) -> str:
        """Whose id the entry's subject id is."""
        return self.partition(".")[0]


# What every row of the lists of members and invitations may show otherwise afterwards.
CHANGES_OF_GROUPS = (AuditAction.GROUP_UPDATED, AuditAction.GROUP_DELETED)
# What members see around their list: the groups that there are, and what the organization is called.
CHANGES_AROUND_MEMBERS = (*CHANGES_OF_GROUPS, AuditAction.GROUP_CREATED, AuditAction.ORGANIZATION_UPDATED)
_CHANGE_KINDS: dict[str, ChangeKind] = {
    AuditAction.INVITATION_CREATED: ChangeKind.CREATED,
    AuditAction.MEMBER_JOINED: ChangeKind.CREATED,
    AuditAction.MEMBER_REMOVED: ChangeKind.REMOVED,
}


def change_kind(action: str) -> ChangeKind:
    """Returns what a stored action is to subscribers of the subject's list, also if another version recorded it."""
    return _CHANGE_KINDS.get(action, ChangeKind.UPDATED)
