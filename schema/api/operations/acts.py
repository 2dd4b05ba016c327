"""What operators did, and how far it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.database.keyset import PageRequest
from app.operations.acts import ActKind, ActRecord, ActStatus, find_acts, list_acts
from schema.api.context import Info
from schema.api.enums import register_enum
from schema.api.operations.access import find_operator
from schema.api.pagination import Connection, PageArguments, connection
from schema.api.user_errors import Payload

register_enum(
    ActKind,
    "OperatorActKind",
    "What an operator did. More may come.",
    {
        "RETRY_DELIVERIES": "Sent emails again.",
        "DISCARD_DELIVERIES": "Gave emails up.",
        "SETTLE_UNKNOWN": "Decided about emails that a mail server may have or not.",
        "PAUSE_QUEUE": "Paused a queue, or the emails to one domain.",
        "RESUME_QUEUE": "Resumed what was paused.",
        "UPDATE_QUEUE_LIMITS": "Changed how much of a queue runs at once, or its rate.",
        "STOP_BULK_INVITE": "Canceled a bulk invite.",
        "SEND_TEST_EMAIL": "Sent a test email.",
        "STOP_ACT": "Stopped another act.",
        "ADD_OPERATOR": "Made somebody an operator, or changed an operator's rights.",
        "REMOVE_OPERATOR": "Took an operator's rights.",
    },
)
register_enum(
    ActStatus,
    "OperatorActStatus",
    "How far an act is.",
    {
        "TRYING": "One email of each failure group is sent first; the others wait for what becomes of these.",
        "RUNNING": "A worker goes on with it.",
        "DONE": "Everything was done, or skipped for a reason.",
        "STOPPED": "An operator stopped it, or what was sent first failed again; what was done stays done.",
        "FAILED": "It did not succeed, or a worker could not go on with it; `stopReason` says why.",
    },
)


@strawberry.type(description="What an operator did: who, what, when and why, and what it changed.")
class OperatorAct(Node):
    id: NodeID[UUID]
    kind: ActKind = strawberry.field(description="What was done.")
    actor_name: str = strawberry.field(
        description="Who did it, as they were called then; the command line is its user and host."
    )
    at: datetime = strawberry.field(description="When it was asked for.")
    finished_at: datetime | None = strawberry.field(description="Null while a worker goes on with it.")
    status: ActStatus = strawberry.field(description="How far it is.")
    reason: str | None = strawberry.field(description="Why, in the operator's words.")
    expected_count: int | None = strawberry.field(description="How many it was asked for at most; null: no number.")
    changed_count: int = strawberry.field(description="How many it has changed so far.")
    stop_reason: str | None = strawberry.field(description="Why it ended early; null unless it did.")
    record: strawberry.Private[ActRecord]

    @classmethod
    def of(cls, record: ActRecord) -> Self:
        return cls(
            id=record.id,
            kind=record.kind,
            actor_name=record.actor_name,
            at=record.created_at,
            finished_at=record.finished_at,
            status=record.status,
            reason=record.reason,
            expected_count=record.expected_count,
            changed_count=record.changed_count,
            stop_reason=record.stop_reason,
            record=record,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        if find_operator(info) is None:
            return [None for _ in ids]
        found = {record.id: cls.of(record) for record in await find_acts(ids)}
        return [found.get(each) for each in ids]


@strawberry.type
class ActPayload(Payload):
    """What mutations of operators return."""

    act: OperatorAct | None = strawberry.field(
        default=None, description="What was done, as it is recorded; null where refused."
    )


@strawberry.type
class ActFields:
    @strawberry.field(description="Everything that operators did, newest first.", extensions=[PageArguments()])
    async def acts(self, page: PageRequest) -> Connection[OperatorAct]:
        return connection(await list_acts(page), OperatorAct.of)
