"""Failures by their cause: what mail servers said in the same words, to emails for one domain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.errors import OutOfRange, TooLong
from app.operations.delivery_filters import MAX_DOMAIN, parse_domain
from app.operations.failures import (
    MAX_LIST,
    FailureGroupFilter,
    FailureGroupRow,
    find_failure_groups,
    list_failure_groups,
)
from schema.api.bounds import parse_list
from schema.api.context import Info
from schema.api.enums import DeliveryStatus
from schema.api.operations.access import find_operator

DEFAULT_LIST = 50


@strawberry.input(name="FailureGroupFilter", description="Which failure groups; what is left out keeps all.")
class FailureGroupFilterInput:
    recipient_domain: str | None = strawberry.field(default=None, description="For addresses with this after the @.")
    statuses: list[DeliveryStatus] | None = strawberry.field(
        default=None, description="With an email in one of these states; those with most of them come first."
    )

    def parse(self) -> FailureGroupFilter:
        """Raises TooLong."""
        if len(self.recipient_domain or "") > MAX_DOMAIN:
            raise TooLong("recipientDomain", "A domain", MAX_DOMAIN).at("filter")
        return FailureGroupFilter(parse_domain(self.recipient_domain), parse_list(self.statuses, "statuses"))


@strawberry.type(
    description="Emails that failed with one cause: the same reply code and normalised reply, for one domain."
)
class FailureGroup(Node):
    id: NodeID[UUID]
    reply_code: int | None = strawberry.field(description="The SMTP reply code; null where no server replied.")
    reply: str = strawberry.field(
        description="The normalised reply: … stands for what differs from email to email, such as addresses and ids."
    )
    recipient_domain: str | None = strawberry.field(
        description="The part of the addresses after the @; null where no server replied about an address."
    )
    delivery_count: int = strawberry.field(
        description="How many emails failed so last and are neither sent nor canceled; those being tried count."
    )
    deferred_count: int = strawberry.field(description="How many of them are deferred, and tried again.")
    failed_count: int = strawberry.field(description="How many failed for good.")
    unknown_count: int = strawberry.field(description="How many a mail server may have or not.")
    bounced_count: int = strawberry.field(description="How many were accepted, then returned.")
    first_at: datetime = strawberry.field(description="When the first email failed so.")
    last_at: datetime = strawberry.field(description="When the last one did, give or take a minute.")

    @classmethod
    def of(cls, row: FailureGroupRow) -> Self:
        return cls(
            id=row.id,
            reply_code=row.reply_code,
            reply=row.reply,
            recipient_domain=row.recipient_domain,
            delivery_count=row.delivery_count,
            deferred_count=row.deferred_count,
            failed_count=row.failed_count,
            unknown_count=row.unknown_count,
            bounced_count=row.bounced_count,
            first_at=row.first_at,
            last_at=row.last_at,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        if find_operator(info) is None:
            return [None for _ in ids]
        found = {row.id: cls.of(row) for row in await find_failure_groups(ids)}
        return [found.get(each) for each in ids]


@strawberry.type
class FailureGroupFields:
    @strawberry.field(description="Why emails failed, or are tried again: the groups with most emails first.")
    async def failure_groups(
        self,
        filter: Annotated[  # noqa: A002 - the API's name
            FailureGroupFilterInput | None, strawberry.argument(description="Left out: all groups.")
        ] = None,
        first: Annotated[int | None, strawberry.argument(description=f"How many, 1 to {MAX_LIST}.")] = DEFAULT_LIST,
    ) -> list[FailureGroup]:
        first = DEFAULT_LIST if first is None else first
        if not 1 <= first <= MAX_LIST:
            raise OutOfRange("first", "`first`", f"1 to {MAX_LIST}")
        kept = filter.parse() if filter else FailureGroupFilter()
        return [FailureGroup.of(row) for row in await list_failure_groups(kept, first)]
