"""Invited Users: the organization's invitations, and refusals that name one."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Self, cast
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app import errors as refusals
from app.batches import Matching
from app.database.keyset import PageRequest
from app.invitations.queries import ORDERS, InvitationFilter, InvitationRow, list_invitations
from schema.api.bounds import parse_list, parse_search
from schema.api.context import Info
from schema.api.deliveries import Delivery
from schema.api.enums import DeliveryStatus, InvitationStatus, Role, register_enum
from schema.api.groups import Group, load_groups, prefetched_groups
from schema.api.members import Member
from schema.api.node import ids_or_unknown, load_node
from schema.api.pagination import (
    Connection,
    OrderDirection,
    PageArguments,
    connection,
    directed,
    selects_of_nodes,
)
from schema.api.user_errors import UserError, common_fields, user_error
from schema.execution.compiled_fields import prefetched

if TYPE_CHECKING:
    from schema.api.bulk_invites.types import BulkInvite


@strawberry.type(description="An offer of a role to an email address: a row of Invited Users.")
class Invitation(Node):
    id: NodeID[UUID]
    email: str = strawberry.field(description="As it was typed.")
    role: Role = strawberry.field(description="The role on offer.")
    status: InvitationStatus = strawberry.field(description="What has become of it so far.")
    invited_by_name: str | None = strawberry.field(
        description="Name of who invited, as it was then; stays when that person leaves."
    )
    created_at: datetime = strawberry.field(description="When the person was invited.")
    expires_at: datetime | None = strawberry.field(description="When the offer ends; null: never.")
    accepted_at: datetime | None = strawberry.field(description="When it was accepted.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked.")
    declined_at: datetime | None = strawberry.field(description="When it was declined.")
    row: strawberry.Private[InvitationRow]

    @strawberry.field(
        description="The device groups on offer, by name.",
        metadata=prefetched(lambda self, context: prefetched_groups(context, self.row.group_ids)),
    )
    async def groups(self, info: Info) -> list[Group]:
        return await load_groups(info, self.row.group_ids)

    @strawberry.field(description="What became of the newest email.")
    def delivery(self) -> Delivery:
        return Delivery(
            status=self.row.delivery_status,
            sent_at=self.row.sent_at,
            next_attempt_at=self.row.next_attempt_at,
            delivery_id=self.row.delivery_id,
        )

    @strawberry.field(description="Who invited; null when that person has left.")
    async def invited_by(self, info: Info) -> Member | None:
        if self.row.invited_by_user_id is None:
            return None
        found = await info.context.loaders.members_by_user.load(self.row.invited_by_user_id)
        return Member.of(found) if found else None

    @strawberry.field(description="The uploaded list it came from, if any.")
    async def bulk_invite(
        self, info: Info
    ) -> Annotated["BulkInvite", strawberry.lazy("schema.api.bulk_invites.types")] | None:
        if self.row.bulk_invite_id is None:
            return None
        return cast("BulkInvite | None", await load_node(info, "BulkInvite", self.row.bulk_invite_id))

    @strawberry.field(description="May the caller revoke it now?")
    def viewer_can_revoke(self, info: Info) -> bool:
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    @strawberry.field(description="May the caller send it again now? An expired one only while nothing took its place.")
    async def viewer_can_resend(self, info: Info) -> bool:
        if self.status is InvitationStatus.EXPIRED and self._is_managed(info):
            return not await info.context.loaders.superseded.load(self.id)
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    @strawberry.field(description="May the caller change the role on offer now?")
    def viewer_can_update_role(self, info: Info) -> bool:
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    @strawberry.field(description="May the caller change the groups on offer now?")
    def viewer_can_update_groups(self, info: Info) -> bool:
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    def _is_managed(self, info: Info) -> bool:
        return info.context.actor.may_manage(self.row.role, self.row.group_ids)

    @classmethod
    def of(cls, row: InvitationRow) -> Self:
        return cls(
            id=row.id,
            email=row.email,
            role=row.role,
            status=row.status,
            invited_by_name=row.invited_by_name,
            created_at=row.created_at,
            expires_at=row.expires_at,
            accepted_at=row.accepted_at,
            revoked_at=row.revoked_at,
            declined_at=row.declined_at,
            row=row,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        found = await info.context.loaders.invitations.load_many(ids)
        return [cls.of(row) if row else None for row in found]


@strawberry.type(description="Somebody has a pending invitation already.")
class AlreadyInvited(UserError):  # noqa: N818 - the contract's name
    invitation_id: strawberry.Private[UUID]

    @strawberry.field(description="The pending invitation: resend or change that one.")
    async def invitation(self, info: Info) -> Invitation:
        return await load_invitation(info, self.invitation_id)


@strawberry.type(description="The invitation's time has passed, one way or another.")
class InvitationNotPending(UserError):  # noqa: N818 - the contract's name
    status: InvitationStatus = strawberry.field(description="The status that the request met.")


@user_error.register
def _(refusal: refusals.AlreadyInvited) -> UserError:
    return AlreadyInvited(**common_fields(refusal), invitation_id=refusal.invitation_id)


@strawberry.type(description="The person declined not long ago; `confirmDeclined` invites them all the same.")
class InvitationDeclined(UserError):  # noqa: N818 - like its neighbours
    declined_at: datetime = strawberry.field(description="When the person last declined.")


@user_error.register
def _(refusal: refusals.InvitationDeclined) -> UserError:
    return InvitationDeclined(**common_fields(refusal), declined_at=refusal.declined_at)


@user_error.register
def _(refusal: refusals.InvitationNotPending) -> UserError:
    return InvitationNotPending(**common_fields(refusal), status=InvitationStatus(refusal.status))


async def load_invitation(info: Info, invitation_id: UUID) -> Invitation:
    """Returns the invitation as of now, also after a change in the same operation."""
    (found,) = await load_invitations(info, [invitation_id])
    return found


async def load_invitations(info: Info, invitation_ids: list[UUID]) -> list[Invitation]:
    info.context.reset_loaders()
    found = await info.context.loaders.invitations.load_many(invitation_ids)
    return [Invitation.of(row) for row in found if row]


class InvitationOrderField(StrEnum):
    EMAIL = "email"
    ROLE = "role"
    CREATED_AT = "created_at"


register_enum(
    InvitationOrderField,
    "InvitationOrderField",
    "What Invited Users can be sorted by.",
    {
        "EMAIL": "The address.",
        "ROLE": "The role on offer.",
        "CREATED_AT": "When the person was invited.",
    },
)


@strawberry.input(
    name="InvitationFilter", description="Which invitations to list; parts that are left out keep everything."
)
class InvitationFilterInput:
    search: str | None = strawberry.field(
        default=None, description="Part of an address, in any letter case; up to 254 characters."
    )
    roles: list[Role] | None = strawberry.field(default=None, description="Offers of one of these roles.")
    group_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Offers of one of these groups.")
    bulk_invite_id: strawberry.ID | None = strawberry.field(default=None, description="What one file invited.")
    deliveries: list[DeliveryStatus] | None = strawberry.field(
        default=None, description="Invitations whose newest email is in one of these states."
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
        return Matching(_filter(self.filter), self.expected_count)


@strawberry.input(description="How to sort Invited Users.")
class InvitationOrder:
    field: InvitationOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Upwards or downwards.")


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
        found = await list_invitations(info.context.actor.organization_id, _filter(filter), order, page)
        if selects_of_nodes(info, "groups"):
            await info.context.loaders.prefetch_groups(chain.from_iterable(row.group_ids for row in found.nodes))
        return connection(found, Invitation.of)


def _filter(given: InvitationFilterInput | None) -> InvitationFilter:
    if given is None:
        return InvitationFilter()
    return InvitationFilter(
        search=parse_search(given.search),
        roles=parse_list(given.roles, "roles"),
        group_ids=ids_or_unknown(parse_list(given.group_ids, "groupIds"), "Group"),
        bulk_invite_id=ids_or_unknown([given.bulk_invite_id], "BulkInvite")[0] if given.bulk_invite_id else None,
        deliveries=parse_list(given.deliveries, "deliveries"),
        statuses=parse_list(given.statuses, "statuses"),
    )
