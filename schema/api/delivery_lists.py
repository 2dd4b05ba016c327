"""Lists of emails: what they can be filtered by."""

from datetime import datetime
from uuid import UUID

import strawberry

from app.database.keyset import PageRequest
from app.errors import Required
from app.operations.deliveries import list_deliveries
from app.operations.delivery_filters import MAX_FAILURE_GROUPS, DeliveryFilter, parse_domain, parse_message_id
from schema.api.bounds import parse_list
from schema.api.deliveries import Delivery
from schema.api.enums import DeliveryStatus
from schema.api.node import NO_ID, ids_or_unknown, parse_id
from schema.api.pagination import Connection, connection


@strawberry.input(name="DeliveryFilter", description="Which emails; parts that are left out keep everything.")
class DeliveryFilterInput:
    statuses: list[DeliveryStatus] | None = strawberry.field(default=None, description="In one of these states.")
    failure_group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description=f"Of one of these failure groups, at most {MAX_FAILURE_GROUPS}. What was sent or canceled since is"
        " kept by `statuses` alone.",
    )
    recipient_domain: str | None = strawberry.field(default=None, description="For addresses with this after the @.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="About invitations of this organization."
    )
    bulk_invite_id: strawberry.ID | None = strawberry.field(
        default=None, description="About invitations of this bulk invite; the id of a BulkInvite or a BulkInviteJob."
    )
    message_id: str | None = strawberry.field(default=None, description="With this Message-ID, with or without <>.")
    created_after: datetime | None = strawberry.field(default=None, description="Queued at this time or later.")
    created_before: datetime | None = strawberry.field(default=None, description="Queued earlier than this.")

    def parse(self) -> DeliveryFilter:
        """Raises TooLong."""
        filters = DeliveryFilter(
            statuses=parse_list(self.statuses, "statuses"),
            failure_group_ids=ids_or_unknown(parse_list(self.failure_group_ids, "failureGroupIds"), "FailureGroup"),
            recipient_domain=parse_domain(self.recipient_domain),
            organization_id=_find_id(self.organization_id, "Organization"),
            bulk_invite_id=_find_id(self.bulk_invite_id, "BulkInvite", "BulkInviteJob"),
            message_id=parse_message_id(self.message_id),
            created_after=self.created_after,
            created_before=self.created_before,
        )
        filters.require_bounded()
        return filters

    def parse_for_act(self) -> DeliveryFilter:
        """The same, but that a part that is given and empty does not mean all. Raises Required, TooLong."""
        filters = self.parse()
        for name, given, kept in (
            ("statuses", self.statuses, filters.statuses),
            ("failureGroupIds", self.failure_group_ids, filters.failure_group_ids),
            ("recipientDomain", self.recipient_domain, filters.recipient_domain),
            ("messageId", self.message_id, filters.message_id),
        ):
            if given is not None and not kept:
                raise Required(name, f"a value for `{name}`, or leave it out for all").at("filter", name)
        return filters


async def read_deliveries(
    filters: DeliveryFilterInput | None, page: PageRequest, organization_id: UUID | None = None
) -> Connection[Delivery]:
    """A page of all, or of an organization's. Raises TooLong, InvalidCursor."""
    parsed = filters.parse() if filters else DeliveryFilter()
    return connection(await list_deliveries(parsed, page, organization_id=organization_id), Delivery.of)


def _find_id(text: strawberry.ID | None, *type_names: str) -> UUID | None:
    """What nothing has is found nowhere, rather than everywhere."""
    if text is None:
        return None
    key = parse_id(text)
    return key.node_id if key and key.type_name in type_names else NO_ID
