"""What mail servers said in the same words, to emails for one domain."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.database.sql import rows
from schema.api.context import Info
from schema.api.operations.access import find_operator


@strawberry.type(description="Many failures with one cause: the same words of a mail server, to emails for one domain.")
class FailureGroup(Node):
    id: NodeID[UUID]
    reply_code: int | None = strawberry.field(description="The SMTP reply code; null where the server sent none.")
    reply: str = strawberry.field(description="The words, without what differs from one email to the next.")
    recipient_domain: str | None = strawberry.field(description="Null where it is not known.")

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        if find_operator(info) is None:
            return [None for _ in ids]
        found = await rows(
            "SELECT id, reply_code, reply, recipient_domain FROM failure_groups WHERE id = ANY ($1)", list(ids)
        )
        groups = {each["id"]: cls(**each) for each in found}
        return [groups.get(each) for each in ids]
