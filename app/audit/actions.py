from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import orjson

from app.audit.action_names import AuditAction
from app.audit.subjects import groups_in, subject_sql, text_in
from app.database.ids import uuid7
from app.database.sql import rows


class Author(Protocol):
    """Who made a change; an Actor is one. Without an organization it is about an account."""

    @property
    def organization_id(self) -> UUID | None: ...
    @property
    def user_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class AuditAuthor:
    """An author who is no member, or not yet: an invitee, say, or the service itself (no user)."""

    organization_id: UUID | None
    user_id: UUID | None
    name: str


async def record(
    author: Author, action: AuditAction, subject_id: UUID, group_ids: Iterable[UUID] = (), /, **changes: object
) -> None:
    """Writes who did what to what; call it inside the change's transaction.

    A change is `[from, to]`. None of it is a secret. The subject's name, address and groups are kept as they are now,
    those of a subject that is gone as its changes say. `group_ids` are further groups that the act concerns.
    """
    await rows(
        f"""
        INSERT INTO audit_entries (id, organization_id, actor_user_id, actor_name, action, subject_type, subject_id,
                                   changes, subject_name, subject_email, groups)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, coalesce(s.name, $9), coalesce(s.email, $10),
               coalesce((SELECT jsonb_object_agg(g.id, g.name) FROM groups g
                          WHERE g.organization_id = $2 AND g.id = ANY($11::uuid[] || s.group_ids)), $12)
          FROM (VALUES (1)) AS entry LEFT JOIN LATERAL ({subject_sql(action.subject_type)}) AS s ON TRUE
        """,
        uuid7(),
        author.organization_id,
        author.user_id,
        author.name,
        action,
        action.subject_type,
        subject_id,
        # orjson writes UUIDs, but not the subclass that asyncpg reads.
        orjson.dumps(changes, default=str).decode(),
        text_in(changes, "name") or text_in(changes, "email"),
        text_in(changes, "email"),
        [*groups_in(changes), *group_ids],
        orjson.dumps(_deleted_group(action, subject_id, changes)).decode(),
    )


def _deleted_group(action: AuditAction, subject_id: UUID, changes: Mapping[str, object]) -> dict[str, str]:
    """Returns the group of an entry about one, as its changes name it, for where it does not exist any more."""
    name = text_in(changes, "name") if action.subject_type == "group" else None
    return {str(subject_id): name} if name else {}
