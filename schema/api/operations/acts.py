"""What operators did, and how far it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self, cast
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.database.keyset import PageRequest
from app.operations.acts import ActKind, ActRecord, ActStatus, find_acts, list_acts
from app.operations.delivery_rules import SkipReason
from app.operations.reasons import MAX_REASON
from schema.api.context import Info
from schema.api.enums import AttemptOutcome, register_enum
from schema.api.node import global_id, load_node
from schema.api.operations.access import find_operator
from schema.api.pagination import Connection, PageArguments, connection
from schema.api.user_errors import Payload

if TYPE_CHECKING:
    from schema.api.operations.failure_groups import FailureGroup

# Descriptions of what the inputs of several mutations have.
KEY = "A second request with the same key and input changes nothing and returns the first one's act."
REASON = f"Why, for other operators; up to {MAX_REASON} characters."

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
        "UPDATE_QUEUE_LIMITS": "Changed how much of a queue runs at once, or how fast.",
        "STOP_BULK_INVITE": "Canceled a bulk invite.",
        "SEND_TEST_EMAIL": "Sent a test email.",
        "STOP_ACT": "Stopped another act.",
        "ADD_OPERATOR": "Made somebody an operator, or changed an operator's rights.",
        "REMOVE_OPERATOR": "Removed an operator.",
        "OTHER": "A kind that this version of the service does not know.",
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


register_enum(
    SkipReason,
    "SkipReason",
    "Why an act left an email as it is. More may come.",
    {
        "BEING_SENT": "A worker is talking to the mail server.",
        "ALREADY_SENT": "A mail server has it.",
        "ALREADY_WAITING": "It waits to be sent anyway.",
        "NOT_WANTED": "Nobody would send it: its invitation was revoked, accepted, declined, has expired or was sent"
        " again since; or it was canceled.",
        "NOT_UNKNOWN": "Its outcome is known.",
        "NOT_WAITING": "It was returned or canceled already: there is nothing to give up.",
        "CANARY_FAILED": "The email of its failure group that was sent first failed again, or had no result.",
        "CHANGED_MEANWHILE": "It was changed by somebody else since it was found.",
        "OTHER": "A reason that this version of the service does not know.",
    },
)


@strawberry.type(description="Emails that an act left as they are.")
class SkippedDeliveries:
    reason: SkipReason = strawberry.field(description="Why they were left.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="An email that a retry sends before the others of its failure group.")
class Canary:
    outcome: AttemptOutcome | None = strawberry.field(description="What came of it; null: nothing so far.")
    reply: str | None = strawberry.field(description="The server's words, without addresses.")
    is_same_again: bool | None = strawberry.field(
        description="Did it fail as before? Then its group is left as it is. Null: it has no result."
    )
    delivery_key: strawberry.Private[UUID]
    group_key: strawberry.Private[UUID | None]

    @strawberry.field(description="The failure group that it stands for; null: for those that are in none.")
    async def failure_group(
        self, info: Info
    ) -> Annotated["FailureGroup", strawberry.lazy("schema.api.operations.failure_groups")] | None:
        if self.group_key is None:
            return None
        return cast("FailureGroup | None", await load_node(info, "FailureGroup", self.group_key))

    @strawberry.field(description="The email.")
    def delivery_id(self) -> strawberry.ID:
        return global_id("Delivery", self.delivery_key)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            outcome=AttemptOutcome(data["outcome"]) if data["outcome"] else None,
            reply=data["reply"],
            is_same_again=data["is_same_again"],
            delivery_key=UUID(data["delivery_id"]),
            group_key=UUID(data["failure_group_id"]) if data["failure_group_id"] else None,
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
    expected_count: int | None = strawberry.field(
        description="How many emails the operator expected, at most; null for acts on something else."
    )
    changed_count: int = strawberry.field(description="How many it has changed so far.")
    stop_reason: str | None = strawberry.field(description="Why it ended early; null unless it did.")
    record: strawberry.Private[ActRecord]

    @strawberry.field(description="What was done, in a sentence without its full stop.")
    async def summary(self, info: Info) -> str:
        return await info.context.loaders.act_summaries.load(self.record)

    @strawberry.field(description="Emails that were left as they are so far, most of them first.")
    def skipped(self) -> list[SkippedDeliveries]:
        return skipped_deliveries(self.record)

    @strawberry.field(description="The emails that a retry sends first, of the largest failure group first.")
    def canaries(self) -> list[Canary]:
        return [Canary.of(each) for each in self.record.canaries]

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


def skipped_deliveries(record: ActRecord) -> list[SkippedDeliveries]:
    counted = sorted(record.skipped.items(), key=lambda each: (-each[1], each[0]))
    return [SkippedDeliveries(reason=SkipReason(reason), count=count) for reason, count in counted]


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
