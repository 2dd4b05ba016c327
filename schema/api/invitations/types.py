"""Invitations, and refusals that name one."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, cast
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app import errors as refusals
from app.activity.timeline import MAX_ENTRIES
from app.invitations.authority import blocked_reason
from app.invitations.queries import InvitationRow
from schema.api.context import Context, Info
from schema.api.deliveries import Delivery
from schema.api.enums import InvitationStatus, LinkBlockedReason, Role
from schema.api.groups import Group, load_groups, prefetched_groups
from schema.api.invitations.timeline import TimelineEntry
from schema.api.members import Member
from schema.api.node import load_node
from schema.api.suppressions import Suppression
from schema.api.user_errors import UserError, common_fields, user_error
from schema.execution.compiled_fields import NotPrefetched, prefetched

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
            id=self.row.delivery_id,
            status=self.row.delivery_status,
            sent_at=self.row.sent_at,
            next_attempt_at=self.row.next_attempt_at,
        )

    @strawberry.field(
        description="When a mail server last accepted an email of it; null: none has yet.",
        metadata=prefetched(lambda self, _: self._prefetched_last_sent_at()),
    )
    async def last_sent_at(self, info: Info) -> datetime | None:
        try:
            return self._prefetched_last_sent_at()
        except NotPrefetched:
            return await info.context.loaders.last_sent.load(self.row.id)

    @strawberry.field(
        description="Why nobody can accept it now, while it is pending: whoever answers for it may not grant this any"
        " more. Null: it can be accepted. A resend mends it.",
        metadata=prefetched(lambda self, context: self._prefetched_link_blocked(context)),
    )
    async def link_blocked(self, info: Info) -> LinkBlockedReason | None:
        authorizer_id = self._pending_authorizer_id
        if authorizer_id is None:
            return None
        authorizer = await info.context.loaders.members_by_user.load(authorizer_id)
        return blocked_reason(authorizer, self.row.role, self.row.group_ids)

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

    @strawberry.field(
        description=f"What happened to it so far, oldest first, each attempt to send its emails included; the newest"
        f" {MAX_ENTRIES} entries."
    )
    async def timeline(self, info: Info) -> list[TimelineEntry]:
        return [TimelineEntry.of(each) for each in await info.context.loaders.timelines.load(self.id)]

    @strawberry.field(
        description="Whether the person is a member by now, or has another invitation that is pending: then this one"
        " cannot come back."
    )
    async def is_superseded(self, info: Info) -> bool:
        return await info.context.loaders.superseded.load(self.id)

    @strawberry.field(
        description="Why no email goes to its address any more, until that is released: a resend is refused. Null where"
        " the address is not suppressed, and for those who may invite nobody."
    )
    async def suppression(self, info: Info) -> Suppression | None:
        found = await info.context.loaders.suppressions_of_invitations.load(self.id)
        return Suppression.of(found) if found else None

    @strawberry.field(description="May the caller revoke it now?")
    def viewer_can_revoke(self, info: Info) -> bool:
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    @strawberry.field(description="May the caller send it again now? An expired one only while nothing took its place.")
    async def viewer_can_resend(self, info: Info) -> bool:
        if self.status is InvitationStatus.EXPIRED and self._is_managed(info):
            return not await info.context.loaders.superseded.load(self.id)
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    @strawberry.field(
        description="May the caller invite the person again now? Only who declined or was revoked, while nothing took"
        " its place: `invite` with the same address, role and groups."
    )
    async def viewer_can_invite_again(self, info: Info) -> bool:
        is_over = self.status in {InvitationStatus.DECLINED, InvitationStatus.REVOKED}
        return is_over and self._is_managed(info) and not await info.context.loaders.superseded.load(self.id)

    @strawberry.field(description="May the caller change the role on offer now?")
    def viewer_can_update_role(self, info: Info) -> bool:
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    @strawberry.field(description="May the caller change the groups on offer now?")
    def viewer_can_update_groups(self, info: Info) -> bool:
        return self.status is InvitationStatus.PENDING and self._is_managed(info)

    def _prefetched_last_sent_at(self) -> datetime | None:
        """Earlier emails are older than the newest. Raises NotPrefetched where that one was not sent yet."""
        if self.row.sent_at is None and self.row.generation > 1:
            raise NotPrefetched
        return self.row.sent_at

    def _prefetched_link_blocked(self, context: Context) -> LinkBlockedReason | None:
        """Raises NotPrefetched."""
        authorizer_id = self._pending_authorizer_id
        if authorizer_id is None:
            return None
        try:
            authorizer = context.loaders.prefetched_members_by_user[authorizer_id]
        except KeyError:
            raise NotPrefetched from None
        return blocked_reason(authorizer, self.row.role, self.row.group_ids)

    @property
    def _pending_authorizer_id(self) -> UUID | None:
        return self.row.authorized_by_user_id if self.row.status is InvitationStatus.PENDING else None

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
