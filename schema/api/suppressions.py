"""Addresses that the organization does not invite any more, and the refusal that names one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app import errors as refusals
from app.database.keyset import PageRequest
from app.suppressions.actions import release
from app.suppressions.queries import SuppressionRow, list_suppressions
from schema.api.bounds import SEARCH_DESCRIPTION, parse_search
from schema.api.context import Info
from schema.api.enums import BounceKind
from schema.api.node import get_id, global_id
from schema.api.pagination import Connection, PageArguments, connection
from schema.api.user_errors import Payload, RefusalsAsErrors, UserError, common_fields, user_error


@strawberry.type(
    description="An address that the organization does not invite until it is released: an email came back for good, or"
    " its owner reported one as spam."
)
class Suppression(Node):
    id: NodeID[UUID]
    email: str = strawberry.field(description="As it was typed when the email was sent.")
    kind: BounceKind = strawberry.field(description="HARD or COMPLAINT.")
    status: str | None = strawberry.field(description="The enhanced status code of RFC 3463, such as 5.1.1, if any.")
    diagnostic: str | None = strawberry.field(description="The words of whoever sent the email back, if any.")
    at: datetime = strawberry.field(description="When it came back.")

    @classmethod
    def of(cls, row: SuppressionRow) -> Self:
        return cls(id=row.id, email=row.email, kind=row.kind, status=row.status, diagnostic=row.diagnostic, at=row.at)

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        found = await info.context.loaders.suppressions.load_many(ids)
        return [cls.of(row) if row else None for row in found]


@strawberry.type(
    description="The organization's emails to the address came back, or its owner reported one as spam. Correct it, or"
    " release it with `releaseSuppression`."
)
class Suppressed(UserError):  # noqa: N818 - the contract's name
    kind: BounceKind = strawberry.field(description="HARD or COMPLAINT.")
    diagnostic: str | None = strawberry.field(description="The words of whoever sent the email back, if any.")
    at: datetime = strawberry.field(description="When it came back.")
    suppression_id: strawberry.ID = strawberry.field(description="Of the Suppression, for `releaseSuppression`.")


@user_error.register
def _(refusal: refusals.Suppressed) -> UserError:
    return Suppressed(
        **common_fields(refusal),
        kind=BounceKind.COMPLAINT if refusal.is_complaint else BounceKind.HARD,
        diagnostic=refusal.diagnostic,
        at=refusal.suppressed_at,
        suppression_id=global_id("Suppression", refusal.suppression_id),
    )


@strawberry.type
class SuppressionQueries:
    @strawberry.field(
        description="Addresses that the organization does not invite any more, newest first; for Admins and Group"
        " Admins.",
        extensions=[PageArguments()],
    )
    async def suppressions(
        self,
        info: Info,
        page: PageRequest,
        search: Annotated[
            str | None,
            strawberry.argument(description=f"Parts of an address, {SEARCH_DESCRIPTION} Left out: all."),
        ] = None,
    ) -> Connection[Suppression]:
        found = await list_suppressions(info.context.actor, parse_search(search), page)
        return connection(found, Suppression.of)


@strawberry.input(description="Which address to invite again.")
class ReleaseSuppressionInput:
    suppression_id: strawberry.ID = strawberry.field(description="The `id` of a Suppression.")


@strawberry.type(description="What was released, or why nothing was.")
class ReleaseSuppressionPayload(Payload):
    suppression: Suppression | None = strawberry.field(
        default=None, description="As it was: it is gone now. Null where refused."
    )


@strawberry.type
class SuppressionMutations:
    @strawberry.mutation(
        description="Lets the organization invite an address again, until another email comes back; for Admins and"
        " Group Admins. It sends nothing.",
        extensions=[RefusalsAsErrors()],
    )
    async def release_suppression(self, info: Info, input: ReleaseSuppressionInput) -> ReleaseSuppressionPayload:  # noqa: A002
        suppression_id = get_id(input.suppression_id, "Suppression", "suppressed address", "suppressionId")
        released = await release(info.context.actor, suppression_id)
        info.context.reset_loaders()
        return ReleaseSuppressionPayload(suppression=Suppression.of(released))
