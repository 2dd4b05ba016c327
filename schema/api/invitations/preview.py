"""An invitation as the invited person sees it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from app.invitations import previews
from app.invitations.previews import find_link, find_preview
from app.organizations.roles import POLICIES
from app.rate_limits.actions import count_invalid_token
from schema.api.context import Info
from schema.api.enums import InvitationStatus, Role
from schema.api.node import global_id


@strawberry.type(
    description="What the accept page shows. Asking never consumes the link."
    " Refused over GET; variables are never logged or traced."
)
class InvitationPreview:
    invitation_id: strawberry.ID = strawberry.field(description="The invitation's id, for `accept` without a link.")
    email: str = strawberry.field(description="Who is invited.")
    organization_name: str = strawberry.field(description="The organization that invites.")
    invited_by: str | None = strawberry.field(
        description="Name of who invited, or sent it again once that person may not; null where nobody knows."
    )
    invited_by_email: str | None = strawberry.field(
        description="Whom to ask, also for a new invitation; null where that person may not invite any more."
    )
    role: Role = strawberry.field(description="The role on offer.")
    role_label: str = strawberry.field(description="What people call the role.")
    role_description: str = strawberry.field(description="The role in one line.")
    group_names: list[str] = strawberry.field(description="The device groups on offer, in the order of their names.")
    status: InvitationStatus = strawberry.field(description="Only a PENDING one can be accepted.")
    is_blocked: bool = strawberry.field(
        description="Is it PENDING, but its inviter lost the right to it? Nobody can accept it until it is resent."
    )
    account_exists: bool = strawberry.field(description="Is there an account for the address already?")
    expires_at: datetime | None = strawberry.field(description="When the offer ends; null: never.")

    @classmethod
    def of(cls, row: previews.InvitationPreview) -> Self:
        return cls(
            invitation_id=global_id("Invitation", row.id),
            email=row.email,
            organization_name=row.organization_name,
            invited_by=row.invited_by,
            invited_by_email=row.invited_by_email,
            role=row.role,
            role_label=POLICIES[row.role].label,
            role_description=POLICIES[row.role].description,
            group_names=row.group_names,
            status=row.status,
            is_blocked=row.is_blocked,
            account_exists=row.account_exists,
            expires_at=row.expires_at,
        )


@strawberry.type
class InvitationPreviewQueries:
    @strawberry.field(description="What a link offers; null where the link is not valid. Works signed out.")
    async def invitation_preview(
        self, info: Info, token: Annotated[str, strawberry.argument(description="What follows # in the link.")]
    ) -> InvitationPreview | None:
        info.context.require_post("a token")
        link = await find_link(token)
        preview = await find_preview(link) if link else None
        if preview is None:
            await count_invalid_token(info.context.network)
            return None
        return InvitationPreview.of(preview)
