from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import orjson

from app.audit.action_names import AuditAction
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


async def record(author: Author, action: AuditAction, subject_id: UUID, **changes: object) -> None:
    """Writes who did what to what; call it inside the change's transaction.

    A change is `[from, to]`. None of it is a secret.
    """
    await record_each(author, action, {subject_id: changes})


async def record_each(author: Author, action: AuditAction, changes: Mapping[UUID, Mapping[str, object]]) -> None:
    """The same of several subjects: an entry for each, by its id."""
    await rows(
        """
        INSERT INTO audit_entries (id, organization_id, actor_user_id, actor_name, action, subject_type, subject_id,
                                   changes)
        SELECT e.id, $1::uuid, $2::uuid, $3::text, $4::text, $5::text, e.subject_id, e.changes::jsonb
          FROM unnest($6::uuid[], $7::uuid[], $8::text[]) AS e (id, subject_id, changes)
        """,
        author.organization_id,
        author.user_id,
        author.name,
        action,
        action.subject_type,
        [uuid7() for _ in changes],
        list(changes),
        # orjson writes UUIDs, but not the subclass that asyncpg reads.
        [orjson.dumps(each, default=str).decode() for each in changes.values()],
    )
