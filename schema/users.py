"""The signed-in person, and signing in and out."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.errors import NotSignedIn
from app.invitations.queries import find_waiting_offers
from app.members import actions
from app.members.queries import Caller
from app.organizations import roles
from app.organizations.queries import find_organizations_of
from schema.context import Context, Info
from schema.enums import Role
from schema.errors import AnswersRefusals, Payload
from schema.members import Member
from schema.offers import InvitationPreview
from schema.organizations import Organization


@strawberry.type(description="A person who can sign in, in whatever organization.")
class User(Node):
    id: NodeID[UUID]
    name: str = strawberry.field(description="As the person wrote it.")
    email: str = strawberry.field(description="The address the person signs in with.")

    @classmethod
    def of(cls, caller: Caller) -> Self:
        return cls(id=caller.user_id, name=caller.name, email=caller.email)

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        caller = info.context.caller
        return [cls.of(caller) if caller and caller.user_id == each else None for each in ids]


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

    @strawberry.field(description="The roles this person may give to others, most powerful first.")
    def assignable_roles(self) -> list[Role]:
        return roles.assignable(self.caller.actor.role) if self.caller.actor else []

    @strawberry.field(description="May this person invite anybody at all?")
    def can_invite(self) -> bool:
        return self.caller.actor is not None and roles.may_manage_anybody(self.caller.actor.role)

    @strawberry.field(description="May this person see and steer the background jobs?")
    def is_operator(self) -> bool:
        return self.caller.is_operator

    @strawberry.field(description="Of other organizations, to this person's address.")
    async def waiting_invitations(self) -> list[InvitationPreview]:
        return [InvitationPreview.of(offer) for offer in await find_waiting_offers(self.caller.email_key)]


@strawberry.type
class UserQueries:
    @strawberry.field(description="Null when signed out.")
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
    viewer: Viewer | None = None
    session_token: str | None = strawberry.field(
        default=None, description="For `Authorization: Bearer …`; null where a cookie was set."
    )


@strawberry.type(description="Signed out.")
class SignOutPayload(Payload):
    pass


@strawberry.type
class UserMutations:
    @strawberry.mutation(description="Signs in with address and password.", extensions=[AnswersRefusals()])
    async def sign_in(self, info: Info, input: SignInInput) -> SignInPayload:  # noqa: A002
        info.context.require_cookies()
        token = await actions.sign_in(input.email, input.password)
        session_token = await hand_out(info.context, token, bearer=input.bearer)
        return SignInPayload(viewer=viewer_of(info.context), session_token=session_token)

    @strawberry.mutation(description="Ends this session at once.", extensions=[AnswersRefusals()])
    async def sign_out(self, info: Info) -> SignOutPayload:
        info.context.require_cookies()
        if info.context.caller is None:
            raise NotSignedIn
        await actions.sign_out(info.context.caller)
        await info.context.become(None)
        info.context.clear_cookie()
        return SignOutPayload()


async def hand_out(context: Context, token: str, *, bearer: bool) -> str | None:
    """Gives a new session to the client: as the answer, or as a cookie and None."""
    await context.become(token)
    if bearer:
        return token
    context.set_cookie(token)
    return None


def viewer_of(context: Context) -> Viewer | None:
    return Viewer(caller=context.caller) if context.caller else None
