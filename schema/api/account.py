"""What a signed-in person changes about the own account: name, password, sessions."""

import strawberry

from app.authentication.caller import Caller
from app.authentication.own_sessions import end_everywhere_else, end_one
from app.authentication.password_change import change_password
from app.errors import NotSignedIn
from app.members.profile import update_profile
from schema.api.context import Context, Info
from schema.api.node import get_id
from schema.api.user_errors import Payload, RefusalsAsErrors
from schema.api.users import Viewer, viewer_of
from schema.execution.errors import bad_user_input


@strawberry.input(description="What to change of the account; what is null or left out stays.")
class UpdateProfileInput:
    name: str | None = strawberry.field(
        default=None, description="Of the person, up to 100 characters; in all organizations."
    )
    wants_bounce_digests: bool | None = strawberry.field(
        default=None, description="Whether to be told by email, once a day at most, which invitations came back."
    )


@strawberry.type(description="The person as they are now, or why nothing was changed.")
class UpdateProfilePayload(Payload):
    viewer: Viewer | None = strawberry.field(default=None, description="Who is signed in; null where refused.")


@strawberry.input(description="The password that the account has, and the one that it is to have.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="Asked for again: the browser may be in other hands.")
    new_password: str = strawberry.field(description="Of 12 characters or more.")


@strawberry.type(description="Changed, or why not.")
class ChangePasswordPayload(Payload):
    viewer: Viewer | None = strawberry.field(
        default=None, description="Who is signed in, now in this session alone; null where refused."
    )


@strawberry.input(description="Which sessions to end: exactly one of sessionId and everywhereElse.")
class EndSessionInput:
    session_id: strawberry.ID | None = strawberry.field(
        default=None, description="The `id` of one of `viewer.sessions`; of this one it is like signing out."
    )
    everywhere_else: bool | None = strawberry.field(default=None, description="True: all sessions but this one.")


@strawberry.type(description="Ended, or why not.")
class EndSessionPayload(Payload):
    viewer: Viewer | None = strawberry.field(
        default=None, description="Who is signed in; null where this session was ended, or where refused."
    )


@strawberry.type
class AccountMutations:
    @strawberry.mutation(
        description="Changes the person's name, in all organizations, and what they are told by email.",
        extensions=[RefusalsAsErrors()],
    )
    async def update_profile(self, info: Info, input: UpdateProfileInput) -> UpdateProfilePayload:  # noqa: A002
        user_id = _caller(info.context).user_id
        await update_profile(user_id, input.name, wants_bounce_digests=input.wants_bounce_digests)
        await info.context.use_session(info.context.token)
        return UpdateProfilePayload(viewer=viewer_of(info.context))

    @strawberry.mutation(
        description="Chooses a new password and ends all other sessions and links that could reset it. The account's"
        " address is told. A wrong current password counts like one at signing in.",
        extensions=[RefusalsAsErrors()],
    )
    async def change_password(self, info: Info, input: ChangePasswordInput) -> ChangePasswordPayload:  # noqa: A002
        context = info.context
        context.require_cookies()
        known_devices = await change_password(
            _caller(context), input.current_password, input.new_password, context.client()
        )
        if not context.is_bearer:
            context.set_device_cookie(known_devices)
        return ChangePasswordPayload(viewer=viewer_of(context))

    @strawberry.mutation(
        description="Signs the person out of one session, or of all but this one, at once; what they listen to ends.",
        extensions=[RefusalsAsErrors()],
    )
    async def end_session(self, info: Info, input: EndSessionInput) -> EndSessionPayload:  # noqa: A002
        context = info.context
        context.require_cookies()
        caller = _caller(context)
        if (input.session_id is not None) is bool(input.everywhere_else):
            raise bad_user_input("Give exactly one of `sessionId` and `everywhereElse: true`.")
        if input.session_id is None:
            await end_everywhere_else(caller, context.network)
            return EndSessionPayload(viewer=viewer_of(context))
        session_id = get_id(input.session_id, "Session", "session", "sessionId")
        await end_one(caller, session_id, context.network)
        if session_id == caller.session_id:
            await context.use_session(None)
            if not context.is_bearer:
                context.clear_cookie()
        return EndSessionPayload(viewer=viewer_of(context))


def _caller(context: Context) -> Caller:
    """Also a person who is in no organization. Raises NotSignedIn."""
    if context.caller is None:
        raise NotSignedIn
    return context.caller
