"""Choosing a new password without being signed in."""

from typing import Annotated

import strawberry

from app.authentication.password_reset import (
    LinkStatus,
    preview_password_reset,
    request_password_reset,
    reset_password,
)
from app.rate_limits.actions import count_invalid_token, limit_invalid_tokens
from schema.api.context import Info
from schema.api.enums import register_enum
from schema.api.user_errors import Payload, RefusalsAsErrors


@strawberry.input(description="Whose password was forgotten.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description="The account's address, in any letter case.")


@strawberry.type(description="Always the same, whether or not the address has an account.")
class RequestPasswordResetPayload(Payload):
    pass


@strawberry.input(description="The link's token, and the new password.")
class ResetPasswordInput:
    token: str = strawberry.field(description="The link's, good for an hour, until one of the account's links is used.")
    password: str = strawberry.field(description="The new password, of 12 characters or more.")


@strawberry.type(description="Changed, or why not. Nobody is signed in by it.")
class ResetPasswordPayload(Payload):
    pass


register_enum(
    LinkStatus,
    "PasswordResetStatus",
    "What a link for choosing a new password is good for.",
    {
        "VALID": "A new password can be chosen by it.",
        "USED": "A new password was chosen by one of the account's links; ask for a new one to choose another.",
        "EXPIRED": "Its hour is over.",
        "INVALID": "It is not complete, or none of ours, or a later one has taken its place.",
    },
)


@strawberry.type(
    description="What the page of a link shows before it asks for a password, and nothing about the account."
    " Asking never consumes the link."
)
class PasswordResetPreview:
    status: LinkStatus = strawberry.field(description="Only by a VALID one a password can be chosen.")


@strawberry.type
class PasswordResetQueries:
    @strawberry.field(
        description="Whether a link for choosing a new password still works. Works signed out. Refused over GET."
    )
    async def password_reset_preview(
        self, info: Info, token: Annotated[str, strawberry.argument(description="What follows # in the link.")]
    ) -> PasswordResetPreview:
        info.context.require_post("a token")
        status = await preview_password_reset(token)
        if status is LinkStatus.INVALID:
            await count_invalid_token(info.context.network)
        return PasswordResetPreview(status=status)


@strawberry.type
class PasswordResetMutations:
    @strawberry.mutation(
        description="Sends a link for choosing a new password to an account's address, once a minute at most."
        " Always answers the same, whether or not the address has an account. Works signed out.",
        extensions=[RefusalsAsErrors()],
    )
    async def request_password_reset(
        self,
        info: Info,
        input: RequestPasswordResetInput,  # noqa: A002
    ) -> RequestPasswordResetPayload:
        await request_password_reset(input.email, info.context.network)
        return RequestPasswordResetPayload()

    @strawberry.mutation(
        description="Chooses a new password and ends all other sessions of the account. Works signed out.",
        extensions=[RefusalsAsErrors()],
    )
    async def reset_password(self, info: Info, input: ResetPasswordInput) -> ResetPasswordPayload:  # noqa: A002
        context = info.context
        kept = context.caller.session_id if context.caller else None
        async with limit_invalid_tokens(context.network):
            known_devices = await reset_password(input.token, input.password, kept, context.client())
        context.set_device_cookie(known_devices)
        return ResetPasswordPayload()
