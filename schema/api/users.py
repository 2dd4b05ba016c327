"""The signed-in person, and signing in and out."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.activity.visibility import may_read_activity
from app.authentication import sign_in
from app.authentication.caller import Caller
from app.errors import NotSignedIn
from app.invitations.previews import find_waiting_invitations
from app.organizations.queries import find_organizations_of
from app.users.bounce_digests import wants_bounce_digests
from schema.api.context import Context, Info
from schema.api.enums import Role
from schema.api.invitations.preview import InvitationPreview
from schema.api.members import Member
from schema.api.node import get_id
from schema.api.organizations import Organization
from schema.api.sessions import SESSIONS, Session, sessions_of
from schema.api.user_errors import Payload, RefusalsAsErrors


@strawberry.type(description="A person who can sign in, in whatever organization.")
class User(Node):
    id: NodeID[UUID]
    name: str = strawberry.field(description="As the person wrote it.")
    email: str = strawberry.field(description="The address the person signs in with.")

    @strawberry.field(
        description="Is the person told by email, once a day at most, which invitations came back? `updateProfile`"
        " switches it."
    )
    async def wants_bounce_digests(self) -> bool:
        return await wants_bounce_digests(self.id)

    @classmethod
    def of(cls, caller: Caller) -> Self:
        return cls(id=caller.user_id, name=caller.name, email=caller.email)

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        caller = info.context.caller
        return [cls.of(caller) if caller and caller.user_id == each else None for each in ids]


@strawberry.type(description="What an operator may do besides looking.")
class OperatorRights:
    may_act: bool = strawberry.field(description="May they act: retry, pause and so on?")
    sees_addresses: bool = strawberry.field(
        description="Do they see the addresses of recipients, which are masked otherwise?"
    )


@strawberry.type(description="The signed-in person, in the organization that the session is in.")
class Viewer:
    caller: strawberry.Private[Caller]

    @strawberry.field(description="Who is signed in.")
    def user(self) -> User:
        return User.of(self.caller)

    @strawberry.field(description="Null for a person who belongs to no organization, an operator say.")
    async def member(self, info: Info) -> Member | None:
        if self.caller.actor is None:
            return None
        found = await info.context.loaders.members.load(self.caller.actor.membership_id)
        return Member.of(found) if found else None

    @strawberry.field(description="The organization that the session is in.")
    async def organization(self, info: Info) -> Organization | None:
        if self.caller.actor is None:
            return None
        found = await info.context.loaders.organizations.load(self.caller.actor.organization_id)
        return Organization.of(found) if found else None

    @strawberry.field(description="Every organization the person is a member of, by name.")
    async def organizations(self) -> list[Organization]:
        return [Organization.of(row) for row in await find_organizations_of(self.caller.user_id)]

    @strawberry.field(description=SESSIONS)
    async def sessions(self) -> list[Session]:
        return await sessions_of(self.caller)

    @strawberry.field(description="The roles this person may give to others, most powerful first.")
    def assignable_roles(self) -> list[Role]:
        return self.caller.actor.assignable_roles if self.caller.actor else []

    @strawberry.field(description="May this person invite anybody at all?")
    def can_invite(self) -> bool:
        return self.caller.actor is not None and self.caller.actor.manages_anybody

    @strawberry.field(description="May this person read the organization's activity, or some of it?")
    def can_read_activity(self) -> bool:
        return self.caller.actor is not None and may_read_activity(self.caller.actor)

    @strawberry.field(description="May this person change the organization's settings and its groups?")
    def can_change_settings(self) -> bool:
        return self.caller.actor is not None and self.caller.actor.may_change_settings

    @strawberry.field(description="May this person see the background jobs of the whole service?")
    def is_operator(self) -> bool:
        return self.caller.operator is not None

    @strawberry.field(description="What this person may do as an operator; null for who is none.")
    def operator(self) -> OperatorRights | None:
        operator = self.caller.operator
        return OperatorRights(may_act=operator.may_act, sees_addresses=operator.sees_addresses) if operator else None

    @strawberry.field(
        description="Pending invitations of other organizations to this address: `accept` or `decline` them by `id`."
    )
    async def waiting_invitations(self) -> list[InvitationPreview]:
        return [
            InvitationPreview.of(waiting)
            for waiting in await find_waiting_invitations(self.caller.user_id, self.caller.email_key)
        ]


@strawberry.type
class UserQueries:
    @strawberry.field(description="The signed-in person; null when signed out.")
    def viewer(self, info: Info) -> Viewer | None:
        return viewer_of(info.context)


@strawberry.input(
    description="bearer: true answers a sessionToken and sets no cookie; otherwise a cookie is set and sessionToken"
    " is null. Signs in to the organization used last."
)
class SignInInput:
    email: str = strawberry.field(description="The account's address, in any letter case.")
    password: str = strawberry.field(description="The account's password.")
    bearer: bool = strawberry.field(default=False, description="For clients that keep no cookies.")


@strawberry.type(description="The signed-in person, or why nobody is.")
class SignInPayload(Payload):
    viewer: Viewer | None = strawberry.field(default=None, description="Who is signed in now; null where refused.")
    session_token: str | None = strawberry.field(
        default=None, description="For `Authorization: Bearer …`; null where a cookie was set."
    )


@strawberry.input(description="The organization to go on in.")
class SwitchOrganizationInput:
    organization_id: strawberry.ID = strawberry.field(description="One of `viewer.organizations`.")


@strawberry.type(description="The same person in the other organization, or why not.")
class SwitchOrganizationPayload(Payload):
    viewer: Viewer | None = strawberry.field(default=None, description="Who is signed in now; null where refused.")
    session_token: str | None = strawberry.field(
        default=None, description="The token that came with the request goes on; null where a cookie does."
    )


@strawberry.type(description="Signed out.")
class SignOutPayload(Payload):
    pass


@strawberry.type
class UserMutations:
    @strawberry.mutation(
        description="Signs in with address and password. The session of a cookie that the new one replaces ends.",
        extensions=[RefusalsAsErrors()],
    )
    async def sign_in(self, info: Info, input: SignInInput) -> SignInPayload:  # noqa: A002
        info.context.require_cookies()
        client = info.context.client(replaces_cookie=not input.bearer)
        signed_in = await sign_in.sign_in(input.email, input.password, client)
        session_token = await start_session_response(
            info.context, signed_in.session_token, signed_in.known_devices, bearer=input.bearer
        )
        return SignInPayload(viewer=viewer_of(info.context), session_token=session_token)

    @strawberry.mutation(description="Ends this session at once.", extensions=[RefusalsAsErrors()])
    async def sign_out(self, info: Info) -> SignOutPayload:
        info.context.require_cookies()
        if info.context.caller is None:
            raise NotSignedIn
        await sign_in.sign_out(info.context.caller)
        await info.context.use_session(None)
        info.context.clear_cookie()
        return SignOutPayload()

    @strawberry.mutation(
        description="Moves this session to another organization of the same person.", extensions=[RefusalsAsErrors()]
    )
    async def switch_organization(self, info: Info, input: SwitchOrganizationInput) -> SwitchOrganizationPayload:  # noqa: A002
        context = info.context
        context.require_cookies()
        if context.caller is None:
            raise NotSignedIn
        organization_id = get_id(input.organization_id, "Organization", "organization", "organizationId")
        await sign_in.switch_organization(context.caller, organization_id)
        await context.use_session(context.token)
        return SwitchOrganizationPayload(
            viewer=viewer_of(context), session_token=context.token if context.is_bearer else None
        )


async def start_session_response(
    context: Context, token: str, known_devices: str | None, *, bearer: bool
) -> str | None:
    """Makes a new session the operation's. Returns its token, or sets cookies and returns None."""
    await context.use_session(token)
    if bearer:
        return token
    context.set_cookie(token)
    if known_devices is not None:
        context.set_device_cookie(known_devices)
    return None


def viewer_of(context: Context) -> Viewer | None:
    return Viewer(caller=context.caller) if context.caller else None
