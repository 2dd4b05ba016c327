"""The acts of the invited person: accept and decline."""

import strawberry

from app.errors import NotSignedIn
from app.invitations import accept
from app.rate_limits.actions import limit_invalid_tokens
from schema.api.context import Context, Info
from schema.api.node import get_id
from schema.api.user_errors import Payload, RefusalsAsErrors
from schema.api.users import Viewer, start_session_response, viewer_of
from schema.execution.errors import bad_user_input


@strawberry.input(
    description="Signed out: name and password create the account. An existing account signs in first, or gives its"
    " password here. The same account accepting again while signed in gets the same payload and no new session;"
    " anybody else gets InvitationNotPending."
)
class AcceptInput:
    token: str | None = strawberry.field(
        default=None,
        description="Exactly one of token (the link's) and invitationId (one of viewer.waitingInvitations).",
    )
    invitation_id: strawberry.ID | None = strawberry.field(default=None, description="Instead of `token`, signed in.")
    name: str | None = strawberry.field(default=None, description="The new account's name.")
    password: str | None = strawberry.field(default=None, description="Of the new or the existing account.")
    bearer: bool = strawberry.field(default=False, description="Answer a sessionToken instead of setting a cookie.")


@strawberry.type(description="The new member, signed in; or why not.")
class AcceptPayload(Payload):
    viewer: Viewer | None = strawberry.field(default=None, description="Who is signed in now; null where refused.")
    session_token: str | None = strawberry.field(
        default=None, description="For `Authorization: Bearer …`; null where a cookie was set or a session goes on."
    )


@strawberry.input(description="Which invitation to decline: exactly one of token and invitationId.")
class DeclineInput:
    token: str | None = strawberry.field(default=None, description="What follows # in the link.")
    invitation_id: strawberry.ID | None = strawberry.field(default=None, description="Instead of `token`, signed in.")


@strawberry.type(description="Declined.")
class DeclinePayload(Payload):
    pass


@strawberry.type
class AcceptanceMutations:
    @strawberry.mutation(
        description="Accepts an invitation: the person becomes a member and is signed in.",
        extensions=[RefusalsAsErrors()],
    )
    async def accept(self, info: Info, input: AcceptInput) -> AcceptPayload:  # noqa: A002
        context = info.context
        context.require_cookies()
        proof = await _proof(context, input.token, input.invitation_id)
        client = context.client(replaces_cookie=not input.bearer)
        accepted = await accept.accept(context.caller, proof, input.name, input.password, client)
        session_token = None
        if accepted.session_token is None:
            await context.use_session(context.token)
        else:
            session_token = await start_session_response(
                context, accepted.session_token, accepted.known_devices, bearer=input.bearer
            )
        return AcceptPayload(viewer=viewer_of(context), session_token=session_token)

    @strawberry.mutation(description="Says no to an invitation. Works signed out.", extensions=[RefusalsAsErrors()])
    async def decline(self, info: Info, input: DeclineInput) -> DeclinePayload:  # noqa: A002
        await accept.decline(await _proof(info.context, input.token, input.invitation_id))
        return DeclinePayload()


async def _proof(context: Context, token: str | None, invitation_id: strawberry.ID | None) -> accept.Proof:
    if token is not None and invitation_id is None:
        async with limit_invalid_tokens(context.network):
            return await accept.resolve_token(token)
    if invitation_id is None or token is not None:
        raise bad_user_input("Give exactly one of `token` and `invitationId`.")
    if context.caller is None:
        raise NotSignedIn
    waiting_id = get_id(invitation_id, "Invitation", "invitation", "invitationId")
    return await accept.resolve_waiting(context.caller, waiting_id)
