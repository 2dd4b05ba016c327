"""What an audit entry is about, in words: read in the statement that writes the entry, since it may be gone later."""

from collections.abc import Mapping
from uuid import UUID

# The SQL for the name, the address and the group ids of a subject by its type, for an entry `e`. Types that are not
# here, another version's say, have no name but what their changes say.
SUBJECTS: Mapping[str, str] = {
    "invitation": "SELECT email AS name, email, group_ids FROM invitations WHERE id = e.subject_id",
    "member": """
        SELECT u.name, u.email, m.group_ids FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.id = e.subject_id
    """,
    "user": "SELECT name, email, NULL::uuid[] AS group_ids FROM users WHERE id = e.subject_id",
    "group": "SELECT name, NULL::text AS email, ARRAY[id] AS group_ids FROM groups WHERE id = e.subject_id",
    "bulk_invite": """
        SELECT filename AS name, NULL::text AS email, NULL::uuid[] AS group_ids FROM bulk_invites
         WHERE id = e.subject_id
    """,
    "organization": """
        SELECT name, NULL::text AS email, NULL::uuid[] AS group_ids FROM organizations WHERE id = e.subject_id
    """,
}
UNKNOWN = "SELECT NULL::text AS name, NULL::text AS email, NULL::uuid[] AS group_ids"


def subject_sql(subject_type: str) -> str:
    """Returns the SQL that reads a subject of this type."""
    return SUBJECTS.get(subject_type, UNKNOWN)


def text_in(subject_type: str, changes: Mapping[str, object], field: str) -> str | None:
    """Returns what a field of the changes says of a subject that is gone, or else is new.

    Those of a file say what its cells were.
    """
    change = changes.get(field) if subject_type != "bulk_invite" else None
    texts = change if isinstance(change, list | tuple) else [change]
    return next((text for text in texts if isinstance(text, str)), None)


def groups_in(changes: Mapping[str, object]) -> list[str]:
    """Returns the ids of the groups before and after a change of groups; what is no id is left out."""
    change = changes.get("groups")
    sides = change if isinstance(change, list | tuple) else []
    named = {str(group) for side in sides if isinstance(side, list | tuple | set) for group in side}
    return sorted(filter(is_id, named))


def is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
