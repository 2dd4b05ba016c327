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
    await rows(
        """
        INSERT INTO audit_entries (id, organization_id, actor_user_id, actor_name, action, subject_type, subject_id,
                                   changes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
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
    )
