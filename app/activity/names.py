"""The names that audit entries speak of and do not keep: of groups, and of the subjects of older entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.database.sql import rows


@dataclass(frozen=True)
class SubjectName:
    name: str | None
    email: str | None


async def load_group_names(organization_id: UUID, group_ids: Iterable[str]) -> dict[str, str]:
    """Returns the names of groups by id: as they are now, or of a deleted one as the audit last had it."""
    wanted = list(set(group_ids))
    if not wanted:
        return {}
    found = await rows(
        """
        SELECT g.id::text AS id, g.name FROM groups g WHERE g.organization_id = $1 AND g.id = ANY($2::uuid[])
        UNION ALL
        (SELECT DISTINCT ON (e.subject_id) e.subject_id::text,
                coalesce(e.subject_name, e.changes->'name'->>1, e.changes->'name'->>0)
           FROM audit_entries e
          WHERE e.organization_id = $1 AND e.subject_id = ANY($2::uuid[]) AND e.subject_type = 'group'
            AND NOT EXISTS (SELECT FROM groups g WHERE g.id = e.subject_id)
          ORDER BY e.subject_id, e.created_at DESC, e.id DESC)
        """,
        organization_id,
        wanted,
    )
    return {each["id"]: each["name"] for each in found if each["name"]}


async def load_subject_names(organization_id: UUID, subject_ids: Sequence[UUID]) -> dict[UUID, SubjectName]:
    """Returns what subjects are called now, by id; those that are gone are left out."""
    if not subject_ids:
        return {}
    found = await rows(
        """
        SELECT id, email AS name, email FROM invitations WHERE organization_id = $1 AND id = ANY($2)
        UNION ALL
        SELECT m.id, u.name, u.email FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.id = ANY($2)
        UNION ALL
        SELECT u.id, u.name, u.email FROM users u JOIN memberships m ON m.user_id = u.id
         WHERE m.organization_id = $1 AND u.id = ANY($2)
        UNION ALL
        SELECT id, name, NULL FROM groups WHERE organization_id = $1 AND id = ANY($2)
        UNION ALL
        SELECT id, filename, NULL FROM bulk_invites WHERE organization_id = $1 AND id = ANY($2)
        UNION ALL
        SELECT id, name, NULL FROM organizations WHERE id = $1 AND id = ANY($2)
        """,
        organization_id,
        list(subject_ids),
    )
    return {each["id"]: SubjectName(each["name"], each["email"]) for each in found}
