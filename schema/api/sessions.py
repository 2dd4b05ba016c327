"""A person's own sessions: where the account is signed in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.authentication.caller import Caller
from app.users.queries import MAX_SESSIONS, SessionRow, find_sessions, list_sessions
from schema.api.context import Info

SESSIONS = f"Where this person is signed in: this session first, then the newest; {MAX_SESSIONS} at most."


@strawberry.type(description="A browser or a client that the caller's own account is signed in with.")
class Session(Node):
    id: NodeID[UUID]
    network: str | None = strawberry.field(
        description="Where it was signed in from: an IPv4 address, or the first half of an IPv6 address."
        " Null where it began before this was kept."
    )
    user_agent: str | None = strawberry.field(
        description="What the browser or the client called itself then, 300 characters at most; null for nothing."
    )
    created_at: datetime = strawberry.field(description="When it was signed in.")
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the hour; null: not since this is kept."
    )
    is_current: bool = strawberry.field(description="Is it the one that asks?")

    @classmethod
    def of(cls, row: SessionRow, caller: Caller) -> Self:
        return cls(
            id=row.id,
            network=row.network,
            user_agent=row.user_agent,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            is_current=row.id == caller.session_id,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        caller = info.context.caller
        if caller is None:
            return [None] * len(ids)
        found = {row.id: cls.of(row, caller) for row in await find_sessions(caller.user_id, ids)}
        return [found.get(each) for each in ids]


async def sessions_of(caller: Caller) -> list[Session]:
    return [Session.of(row, caller) for row in await list_sessions(caller.user_id, caller.session_id)]
