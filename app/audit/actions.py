from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import orjson

from app.audit.models import AuditEntry


class Author(Protocol):
    """Who made a change; an Actor is one. Without an organization it is about an account."""

    @property
    def organization_id(self) -> UUID | None: ...
    @property
    def user_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Visitor:
    """Somebody who is not, or not yet, a member: an invitee, say, or the service itself (no user)."""

    organization_id: UUID | None
    user_id: UUID | None
    name: str


async def record(author: Author, action: str, subject_id: UUID, **changes: object) -> None:
    """Writes who did what to what; call it inside the change's transaction.

    `action` is `<subject type>.<what happened>`. A change is `[from, to]`. None of it is a secret.
    """
    await AuditEntry.create(
        organization_id=author.organization_id,
        actor_user_id=author.user_id,
        actor_name=author.name,
        action=action,
        subject_type=action.partition(".")[0],
        subject_id=subject_id,
        # orjson writes UUIDs, but not the subclass that asyncpg reads.
        changes=orjson.loads(orjson.dumps(changes, default=str)),
    )
