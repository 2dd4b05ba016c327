"""The Invited Users list: what it can be filtered and sorted by, and how many invitations are in each state."""

from enum import StrEnum
from itertools import chain
from typing import cast
from uuid import UUID

import strawberry

from app.batches import Matching
from app.database.keyset import PageRequest
from app.database.pages import COUNT_LIMIT
from app.invitations.counts import count_invitations
from app.invitations.queries import ORDERS, InvitationFilter, list_invitations
from schema.api.bounds import SEARCH_DESCRIPTION, parse_list, parse_search
from schema.api.context import Info
from schema.api.enums import DeliveryStatus, InvitationStatus, Role, register_enum
from schema.api.invitations.types import Invitation
from schema.api.node import ids_or_unknown
from schema.api.pagination import (
    Connection,
    OrderDirection,
    PageArguments,
    connection,
    directed,
    selects_of_nodes,
)


class InvitationOrderField(StrEnum):
    EMAIL = "email"
    ROLE = "role"
    CREATED_AT = "created_at"
    EXPIRES_AT = "expires_at"


register_enum(
    InvitationOrderField,
    "InvitationOrderField",
    "What Invited Users can be sorted by.",
    {
        "EMAIL": "The address.",
        "ROLE": "The role on offer.",
        "CREATED_AT": "When the person was invited.",
        "EXPIRES_AT": "When the offer ends; those that never do come last, and first when sorted downwards.",
    },
)


@strawberry.input(
    name="InvitationFilter", description="Which invitations to list; parts that are left out keep everything."
)
class InvitationFilterInput:
    search: str | None = strawberry.field(default=None, description=f"Parts of an address, {SEARCH_DESCRIPTION}")
    roles: list[Role] | None = strawberry.field(default=None, description="Offers of one of these roles.")
    group_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Offers of one of these groups.")
    bulk_invite_id: strawberry.ID | None = strawberry.field(default=None, description="What one file invited.")
    deliveries: list[DeliveryStatus] | None = strawberry.field(
        default=None, description="Invitations whose newest email is in one of these states."
    )
    link_blocked: bool | None = strawberry.field(
        default=None, description="true: pending ones that nobody can accept now; false: all but those."
    )
    statuses: list[InvitationStatus] | None = strawberry.field(
        default_factory=lambda: [InvitationStatus.PENDING],
        description="Default [PENDING]: the Invited Users tab. Null or empty: all.",
    )


@strawberry.input(description="All that a filter keeps, as many as the caller has seen.")
class MatchingInvitations:
    filter: InvitationFilterInput = strawberry.field(description="As of `invitedUsers`.")
    expected_count: int = strawberry.field(
        description="The list's `totalCount`, 500 at most. CONFLICT where it is another number by now."
    )

    def parse(self) -> Matching[InvitationFilter]:
        """Raises TooLong."""
        return Matching(parse_filter(self.filter), self.expected_count)


@strawberry.input(description="How to sort Invited Users.")
class InvitationOrder:
    field: InvitationOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Upwards or downwards.")


@strawberry.type(
    description="How many invitations are in each state. `bounced` and `blocked`, and with a search, `groupIds`,"
    f" `deliveries` or `linkBlocked` all, are counted up to {COUNT_LIMIT:,}."
)
class InvitationCounts:
    pending: int = strawberry.field(description="Waiting for the invited person.")
    expired: int = strawberry.field(description="Their time limit passed.")
    declined: int = strawberry.field(description="The person said no.")
    revoked: int = strawberry.field(description="The organization took them back.")
    accepted: int = strawberry.field(description="The person is, or was, a member.")
    bounced: int = strawberry.field(description="Pending ones whose newest email was returned.")
    blocked: int = strawberry.field(description="Pending ones that nobody can accept now; see `linkBlocked`.")


@strawberry.type
class InvitationQueries:
    @strawberry.field(
        description="The organization's invitations: the Invited Users tab. Newest first unless ordered.",
        extensions=[PageArguments()],
    )
    async def invited_users(
        self,
        info: Info,
        page: PageRequest,
        filter: InvitationFilterInput | None = None,  # noqa: A002 - the contract's name
        order_by: InvitationOrder | None = None,
    ) -> Connection[Invitation]:
        order = (
            directed(ORDERS[order_by.field], order_by.direction)
            if order_by
            else directed(ORDERS["created_at"], OrderDirection.DESC)
        )
        found = await list_invitations(info.context.actor.organization_id, parse_filter(filter), order, page)
        if selects_of_nodes(info, "groups"):
            await info.context.loaders.prefetch_groups(chain.from_iterable(row.group_ids for row in found.nodes))
        if selects_of_nodes(info, "linkBlocked"):
            authorizers = {row.authorized_by_user_id for row in found.nodes} - {None}
            await info.context.loaders.prefetch_members_by_user(cast("set[UUID]", authorizers))
        return connection(found, Invitation.of)

    @strawberry.field(description="How many invitations the filter keeps in each state; its `statuses` do not matter.")
    async def invitation_counts(
        self,
        info: Info,
        filter: InvitationFilterInput | None = None,  # noqa: A002 - the contract's name
    ) -> InvitationCounts:
        counts = await count_invitations(info.context.actor.organization_id, parse_filter(filter))
        return InvitationCounts(**vars(counts))


def parse_filter(given: InvitationFilterInput | None) -> InvitationFilter:
    """Returns the filter of an argument. Raises TooLong."""
    if given is None:
        return InvitationFilter()
    return InvitationFilter(
        search=parse_search(given.search),
        roles=parse_list(given.roles, "roles"),
        group_ids=ids_or_unknown(parse_list(given.group_ids, "groupIds"), "Group"),
        bulk_invite_id=ids_or_unknown([given.bulk_invite_id], "BulkInvite")[0]
        if given.bulk_invite_id is not None
        else None,
        deliveries=parse_list(given.deliveries, "deliveries"),
        statuses=parse_list(given.statuses, "statuses"),
        link_blocked=given.link_blocked,
    )
