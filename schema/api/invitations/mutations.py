"""The acts of an organization on single invitations: invite, revoke and resend."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from app.batches import Matching
from app.invitations.create_link import create_link
from app.invitations.declines import STANDS_DAYS
from app.invitations.invite import invite
from app.invitations.queries import InvitationFilter
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.invitations.update_email import update_email
from schema.api.bounds import parse_list, require_one
from schema.api.context import Info
from schema.api.enums import Role
from schema.api.invitations.lists import MatchingInvitations
from schema.api.invitations.types import Invitation, load_invitation, load_invitations
from schema.api.node import get_id, ids_or_unknown
from schema.api.user_errors import Payload, RefusalsAsErrors, user_errors


@strawberry.input(description="Whom to invite, and as what.")
class InviteInput:
    email: str = strawberry.field(description="The address to invite.")
    role: Role = strawberry.field(description="The role on offer; see `viewer.assignableRoles`.")
    group_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Device groups on offer.")
    confirm_declined: bool = strawberry.field(
        default=False, description=f"Invite the person also if they declined in the last {STANDS_DAYS} days."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key with the same input answers the first call's payload, for 24 hours."
    )


@strawberry.type(description="The invitation, or why there is none.")
class InvitePayload(Payload):
    invitation: Invitation | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="Which invitations to take back: exactly one of invitationIds and matching.")
class RevokeInput:
    invitation_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Up to 500; each is answered by itself."
    )
    matching: MatchingInvitations | None = strawberry.field(default=None, description="Instead of `invitationIds`.")


@strawberry.type(description="What was revoked, and why the rest was not.")
class RevokePayload(Payload):
    invitations: list[Invitation] = strawberry.field(default_factory=list, description="Those where it was done.")


@strawberry.input(
    description="Which invitations to send again: exactly one of invitationIds and matching. Extends a time limit where"
    " there is one. The old link works until the new email has been accepted by a mail server."
)
class ResendInput:
    invitation_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Up to 500; each is answered by itself."
    )
    matching: MatchingInvitations | None = strawberry.field(default=None, description="Instead of `invitationIds`.")
    confirm_declined: bool = strawberry.field(
        default=False,
        description=f"Send also to people who declined another one in the last {STANDS_DAYS} days, since this one was"
        " made.",
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key with the same input answers the first call's payload, for 24 hours."
    )


@strawberry.type(description="What was sent again, and why the rest was not.")
class ResendPayload(Payload):
    invitations: list[Invitation] = strawberry.field(default_factory=list, description="Those where it was done.")


@strawberry.input(description="Which invitation went to a wrong address, and what the right one is.")
class UpdateInvitationEmailInput:
    invitation_id: strawberry.ID = strawberry.field(
        description="The `id` of an Invitation that is PENDING, or EXPIRED: it is PENDING then."
    )
    email: str = strawberry.field(
        description="The right address. Another spelling of the one it has is kept, and nothing is sent."
    )
    confirm_declined: bool = strawberry.field(
        default=False, description=f"Send it also to a person who declined in the last {STANDS_DAYS} days."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key with the same input answers the first call's payload, for 24 hours."
    )


@strawberry.type(description="The invitation with its new address, or why it keeps the old one.")
class UpdateInvitationEmailPayload(Payload):
    invitation: Invitation | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.input(description="Which invitation's link to hand out.")
class CreateInvitationLinkInput:
    invitation_id: strawberry.ID = strawberry.field(description="The `id` of an Invitation that is PENDING.")


@strawberry.type(description="The link, or why there is none.")
class CreateInvitationLinkPayload(Payload):
    url: str | None = strawberry.field(
        default=None, description="A secret, for the invited person alone; null where refused."
    )


@strawberry.type
class InvitationMutations:
    @strawberry.mutation(description="Invites one person by email.", extensions=[RefusalsAsErrors()])
    async def invite(self, info: Info, input: InviteInput) -> InvitePayload:  # noqa: A002
        group_ids = ids_or_unknown(parse_list(input.group_ids, "groupIds"), "Group")
        invitation_id = await invite(
            info.context.actor,
            input.email,
            input.role,
            group_ids,
            input.idempotency_key,
            confirm_declined=input.confirm_declined,
        )
        return InvitePayload(invitation=await load_invitation(info, invitation_id))

    @strawberry.mutation(description="Takes pending invitations back.", extensions=[RefusalsAsErrors()])
    async def revoke(self, info: Info, input: RevokeInput) -> RevokePayload:  # noqa: A002
        outcome = await revoke(info.context.actor, _chosen(input.invitation_ids, input.matching))
        return RevokePayload(
            invitations=await load_invitations(info, outcome.done), errors=user_errors(outcome.refusals)
        )

    @strawberry.mutation(description="Sends invitations again, with new links.", extensions=[RefusalsAsErrors()])
    async def resend(self, info: Info, input: ResendInput) -> ResendPayload:  # noqa: A002
        outcome = await resend(
            info.context.actor,
            _chosen(input.invitation_ids, input.matching),
            input.idempotency_key,
            confirm_declined=input.confirm_declined,
        )
        return ResendPayload(
            invitations=await load_invitations(info, outcome.done), errors=user_errors(outcome.refusals)
        )

    @strawberry.mutation(
        description="Corrects the address of an invitation and sends it there, as often as `invite` may send; for who"
        " may resend. Role, groups and history stay. Every link that is out, also a copied one, stops working at once,"
        " and the time limit begins anew. The offer rests on the caller's rights from then on.",
        extensions=[RefusalsAsErrors()],
    )
    async def update_invitation_email(
        self,
        info: Info,
        input: UpdateInvitationEmailInput,  # noqa: A002
    ) -> UpdateInvitationEmailPayload:
        invitation_id = await update_email(
            info.context.actor,
            get_id(input.invitation_id, "Invitation", "invitation", "invitationId"),
            input.email,
            input.idempotency_key,
            confirm_declined=input.confirm_declined,
        )
        return UpdateInvitationEmailPayload(invitation=await load_invitation(info, invitation_id))

    @strawberry.mutation(
        description="A link to hand to the invited person, for who may resend. It works for the invited address alone,"
        " as long as the link in the newest email and beside it. Audited; the offer rests on the caller's rights from"
        " then on. An account made with it finds no waitingInvitations before its password was reset by email.",
        extensions=[RefusalsAsErrors()],
    )
    async def create_invitation_link(
        self,
        info: Info,
        input: CreateInvitationLinkInput,  # noqa: A002
    ) -> CreateInvitationLinkPayload:
        invitation_id = get_id(input.invitation_id, "Invitation", "invitation", "invitationId")
        return CreateInvitationLinkPayload(url=await create_link(info.context.actor, invitation_id))


def _chosen(
    ids: Sequence[strawberry.ID] | None, matching: MatchingInvitations | None
) -> Sequence[UUID] | Matching[InvitationFilter]:
    require_one(invitationIds=ids, matching=matching)
    return matching.parse() if matching else ids_or_unknown(ids or (), "Invitation")
