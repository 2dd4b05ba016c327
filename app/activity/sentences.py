"""An audit entry as a sentence: what happened to whom. Who did it stands beside it."""

from collections.abc import Mapping, Sequence

from app.activity.wording import ReadableChange

NOBODY = {
    "invitation": "somebody",
    "member": "somebody",
    "user": "somebody",
    "suppression": "an address",
    "bulk_invite": "a list of people",
    "group": "a group",
    "organization": "the organization",
}
# `{subject}` is whom or what it is about. What a field became is left out where the changes do not say it.
SENTENCES: Mapping[str, str] = {
    "invitation.created": "{subject} was invited{as_role}{into_groups}",
    "invitation.resent": "The invitation of {subject} was sent again",
    "invitation.link_created": "A link of the invitation of {subject} was handed out",
    "invitation.revoked": "The invitation of {subject} was revoked",
    "invitation.accepted": "{subject} accepted the invitation",
    "invitation.declined": "{subject} declined the invitation",
    "invitation.expired": "The invitation of {subject} expired",
    "invitation.role_changed": "The role offered to {subject} was changed{from_to}",
    "invitation.groups_changed": "The groups offered to {subject} were changed{from_to}",
    "invitation.email_changed": "The address of the invitation of {subject} was changed{from_to}",
    "suppression.released": "{subject} can be invited again",
    "member.joined": "{subject} joined{as_role}{into_groups}",
    "member.removed": "{subject} was removed",
    "member.role_changed": "The role of {subject} was changed{from_to}",
    "member.name_changed": "The name of {subject} was changed{from_to}",
    "member.groups_changed": "The groups of {subject} were changed{from_to}",
    "bulk_invite.created": "{subject} was uploaded",
    "bulk_invite.columns_mapped": "The columns of {subject} were chosen",
    "bulk_invite.sent": "Inviting the people in {subject} began",
    "bulk_invite.canceled": "Inviting the people in {subject} was stopped",
    "bulk_invite.rows_invited": "{invited} invited from {subject}",
    "bulk_invite.invitations_revoked": "The invitations of {revoked} from {subject} were revoked",
    "bulk_invite.row_updated": "Line {line} of {subject} was edited",
    "bulk_invite.row_removed": "Line {line} of {subject} was removed",
    "bulk_invite.rows_updated": "{lines} of {subject} were edited",
    "bulk_invite.rows_removed": "{lines} of {subject} were removed",
    "group.created": "The group {subject} was created",
    "group.updated": "The group {subject} was changed{what}",
    "group.deleted": "The group {subject} was deleted{moved}",
    "organization.created": "The organization {subject} was created",
    "organization.updated": "The settings of {subject} were changed{what}",
    "user.created": "{subject} created an account",
    "user.name_changed": "{subject} chose another name",
    "user.bounce_digests_changed": "{subject} switched bounce digests on or off",
    "user.password_changed": "{subject} chose a new password",
    "user.password_reset_requested": "A new password of {subject} was asked for",
    "user.password_reset": "{subject} chose a new password",
}


def sentence(action: str, subject: str | None, changes: Sequence[ReadableChange]) -> str:
    """Returns what happened. An action of another version is said with the words of its name."""
    subject_type, _, happened = action.partition(".")
    whom = subject or NOBODY.get(subject_type, "")
    if action not in SENTENCES:
        said = f"{subject_type} {happened}".replace("_", " ").strip().capitalize()
        return f"{said}: {whom}" if subject else said
    after = {each.field: each.after for each in changes}
    said = SENTENCES[action].format(
        subject=whom,
        as_role=f" as {after['role']}" if after.get("role") else "",
        into_groups=f", in {after['groups']}" if after.get("groups") else "",
        from_to="".join(f" from {each.before or 'none'} to {each.after or 'none'}" for each in changes[:1]),
        what=f": {'; '.join(map(_said, changes))}" if changes else "",
        moved=f", and its people moved to {after['movedTo']}" if after.get("movedTo") else "",
        lines=f"{after.get('rows') or '?'} lines",
        invited=_people(after.get("invited"), "was", "were"),
        revoked=_people(after.get("revoked")),
        line=after.get("line") or "?",
    )
    return said if subject and said.startswith(subject) else said[:1].upper() + said[1:]


def _said(change: ReadableChange) -> str:
    return f"{_in_words(change.field)} from {change.before or 'none'} to {change.after or 'none'}"


def _in_words(field: str) -> str:
    if field == "invitationTtlDays":
        return "time limit of invitations"
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in field)


def _people(count: str | None, one: str = "", many: str = "") -> str:
    match count:
        case None | "0":
            return f"nobody {one}".rstrip()
        case "1":
            return f"1 person {one}".rstrip()
    number = f"{int(count):,}" if count.isdigit() else count
    return f"{number} people {many}".rstrip()
