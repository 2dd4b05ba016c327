"""Emails and their attempts."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self, cast
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.deliveries.queries import AttemptRow
from app.mail import without_recipient
from app.operations.deliveries import DeliveryRow
from app.operations.masked_addresses import mask_address
from schema.api.bounces import Bounce
from schema.api.context import Info
from schema.api.enums import AttemptOutcome, DeliveryStatus, register_enum
from schema.api.node import global_id, load_node

if TYPE_CHECKING:
    from schema.api.operations.failure_groups import FailureGroup


class EmailKind(StrEnum):
    """As stored."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the kind's name
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the same
    BOUNCE_DIGEST = "bounce_digest"
    OTHER = "other"

    @classmethod
    def _missing_(cls, _value: object) -> "EmailKind":
        """While a release is rolled out, emails are queued that the one before knows nothing of."""
        return cls.OTHER


register_enum(
    EmailKind,
    "EmailKind",
    "What an email is about. More may come.",
    {
        "INVITATION": "It invites somebody to an organization.",
        "PASSWORD_RESET": "It holds a link to choose a new password.",
        "PASSWORD_CHANGED": "It tells an account's owner that the password was changed.",
        "BOUNCE_DIGEST": "It tells an inviter which invitations came back.",
        "OTHER": "A kind that this version of the service does not know.",
    },
)


@strawberry.type(
    description="One SMTP conversation. `replyCode`/`reply` are the server's own words; null when it never answered."
)
class DeliveryAttempt:
    number: int = strawberry.field(description="1 for the first.")
    started_at: datetime = strawberry.field(description="When a worker took the email up.")
    finished_at: datetime | None = strawberry.field(description="Null while the conversation goes on.")
    outcome: AttemptOutcome | None = strawberry.field(description="Null while the conversation goes on.")
    reply_code: int | None = strawberry.field(description="The SMTP reply code, such as 250 or 550.")
    reply: str | None = strawberry.field(
        description="The server's own words; without addresses for an operator who may not see them."
    )
    worker_name: strawberry.Private[str]

    @strawberry.field(description="For operators: the `name` of the worker that took it up; null for others.")
    def worker(self, info: Info) -> str | None:
        return self.worker_name if _is_operator(info) else None

    @classmethod
    def of(cls, row: AttemptRow, hidden_recipient: str | None) -> Self:
        """Without addresses where there is a `hidden_recipient`, whose is no secret if it is empty."""
        reply = row.reply
        if reply is not None and hidden_recipient is not None:
            reply = without_recipient(reply, hidden_recipient)
        return cls(
            number=row.number,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=row.outcome,
            reply_code=row.reply_code,
            reply=reply,
            worker_name=row.worker,
        )


@strawberry.type(
    description="One email to be handed to a mail server. Members see those of their organization's invitations,"
    " operators all."
)
class Delivery(Node):
    """What an invitation's row has is there at once, all else is loaded when it is asked for."""

    id: NodeID[UUID]
    status: DeliveryStatus = strawberry.field(description="What has become of it so far.")
    sent_at: datetime | None = strawberry.field(description="When a mail server accepted it.")
    next_attempt_at: datetime | None = strawberry.field(description="When it is tried next; null: not any more.")
    row: strawberry.Private[DeliveryRow | None] = None

    @strawberry.field(description="Every attempt so far, first to last.")
    async def attempts(self, info: Info) -> list[DeliveryAttempt]:
        found = await info.context.loaders.attempts.load(self.id)
        hidden = await self._find_hidden_recipient(info) if found else None
        return [DeliveryAttempt.of(row, hidden) for row in found]

    @strawberry.field(description="What came back about it; null unless it is BOUNCED.")
    async def bounce(self, info: Info) -> Bounce | None:
        if self.status is not DeliveryStatus.BOUNCED:
            return None
        found = await info.context.loaders.bounces.load(self.id)
        return Bounce.of(found, await self._find_hidden_recipient(info)) if found else None

    @strawberry.field(description="How many attempts are on record.")
    async def attempt_count(self, info: Info) -> int:
        return (await self._load(info)).attempt_count

    @strawberry.field(description="What it is about.")
    async def kind(self, info: Info) -> EmailKind:
        return EmailKind((await self._load(info)).kind)

    @strawberry.field(
        description="The address it is for, also if the invitation has another one by now; masked, as in"
        " `a***@example.com`, for an operator who may not see addresses. Null: what the email is about is gone."
    )
    async def recipient(self, info: Info) -> str | None:
        row = await self._load(info)
        email = await info.context.loaders.recipients.load(row.email_to)
        return email if email is None or _sees_address(info, row) else mask_address(email)

    @strawberry.field(description="The part of the address behind the @, in lower case; null where it is not known.")
    async def recipient_domain(self, info: Info) -> str | None:
        return (await self._load(info)).recipient_domain

    @strawberry.field(description="The organization that invites; null for other kinds of emails.")
    async def organization_name(self, info: Info) -> str | None:
        return (await self._load(info)).organization_name

    @strawberry.field(description="Its Message-ID, the same for every attempt: logs of mail servers name it.")
    async def message_id(self, info: Info) -> str:
        return (await self._load(info)).message_id

    @strawberry.field(description="Of an invitation: 1 for its first email, one more for each resend.")
    async def generation(self, info: Info) -> int:
        return (await self._load(info)).generation

    @strawberry.field(description="When it was queued.")
    async def created_at(self, info: Info) -> datetime:
        return (await self._load(info)).created_at

    @strawberry.field(description="For operators: the others that failed like it; null unless its last attempt failed.")
    async def failure_group(
        self, info: Info
    ) -> Annotated["FailureGroup", strawberry.lazy("schema.api.operations.failure_groups")] | None:
        row = await self._load(info)
        if row.failure_group_id is None or not _is_operator(info):
            return None
        return cast("FailureGroup | None", await load_node(info, "FailureGroup", row.failure_group_id))

    @strawberry.field(description="Why an operator gave it up; null unless one did.")
    async def discard_reason(self, info: Info) -> str | None:
        return (await self._load(info)).discard_reason

    @strawberry.field(description="Does it wait for an operator to resume its recipient's domain?")
    async def is_paused(self, info: Info) -> bool:
        return (await self._load(info)).is_paused

    @strawberry.field(description="The invitation that it is about; null for other kinds of emails.")
    async def invitation_id(self, info: Info) -> strawberry.ID | None:
        invitation_id = (await self._load(info)).invitation_id
        return global_id("Invitation", invitation_id) if invitation_id else None

    @strawberry.field(description="The bulk invite that the invitation came from, if any.")
    async def bulk_invite_id(self, info: Info) -> strawberry.ID | None:
        bulk_invite_id = (await self._load(info)).bulk_invite_id
        return global_id("BulkInvite", bulk_invite_id) if bulk_invite_id else None

    async def _find_hidden_recipient(self, info: Info) -> str | None:
        """The address that the caller may not see, empty where nobody knows it; None: the caller may see it."""
        if not _is_operator(info):
            return None
        row = await self._load(info)
        if _sees_address(info, row):
            return None
        return await info.context.loaders.recipients.load(row.email_to) or ""

    async def _load(self, info: Info) -> DeliveryRow:
        row = self.row or await info.context.loaders.deliveries.load(self.id)
        assert row is not None, "a delivery is deleted with its invitation, which was there a moment ago"
        return row

    @classmethod
    def of(cls, row: DeliveryRow) -> Self:
        return cls(id=row.id, status=row.status, sent_at=row.sent_at, next_attempt_at=row.next_attempt_at, row=row)

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        found = await info.context.loaders.deliveries.load_many(ids)
        return [cls.of(row) if row and (_is_operator(info) or _is_own(info, row)) else None for row in found]


def _is_operator(info: Info) -> bool:
    return info.context.caller is not None and info.context.caller.operator is not None


def _is_own(info: Info, row: DeliveryRow) -> bool:
    """Whether it is of the caller's organization, whose members see addresses of invitations anyway."""
    actor = info.context.caller.actor if info.context.caller else None
    return actor is not None and row.organization_id == actor.organization_id


def _sees_address(info: Info, row: DeliveryRow) -> bool:
    operator = info.context.caller.operator if info.context.caller else None
    return _is_own(info, row) or (operator is not None and operator.sees_addresses)
