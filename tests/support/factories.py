"""Makes what a story begins with: organizations, groups, members, invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from strawberry.relay import to_base64

from app.database.sql import rows, value
from app.groups.models import Group
from app.invitations.invite import invite
from app.links import Purpose, make_token
from app.members.models import Membership
from app.members.queries import lock_member_actor
from app.organizations.actor import Actor
from app.organizations.models import Organization
from app.organizations.roles import Role
from app.settings import get_settings
from app.users.addresses import parse_address
from app.users.models import User
from app.users.passwords import hash_password
from app.users.sessions import start_session

PASSWORD = "a password that nobody else has"
_numbers = count(1)


async def make_organization(name: str = "Acme Devices", ttl_days: int | None = None) -> UUID:
    number = next(_numbers)
    made = await Organization.create(name=name, slug=f"organization-{number}", invitation_ttl_days=ttl_days)
    return made.id


async def make_group(organization_id: UUID, name: str = "") -> UUID:
    name = name or f"Group {next(_numbers)}"
    return (await Group.create(organization_id=organization_id, name=name, name_key=name.lower())).id


async def make_user(email: str = "", name: str = "Grace Hopper") -> UUID:
    """An account with PASSWORD."""
    email = email or f"person-{next(_numbers)}@acme.example"
    made = await User.create(
        email=email, email_key=parse_address(email).key, name=name, password_hash=await hash_of_password()
    )
    return made.id


async def make_member(
    organization_id: UUID,
    role: Role = Role.ADMIN,
    group_ids: Sequence[UUID] = (),
    *,
    email: str = "",
    name: str = "Grace Hopper",
    user_id: UUID | None = None,
) -> Actor:
    """A member with an account whose password is PASSWORD."""
    user_id = user_id or await make_user(email, name)
    await Membership.create(organization_id=organization_id, user_id=user_id, role=role, group_ids=list(group_ids))
    actor = await lock_member_actor(organization_id, user_id)
    assert actor is not None
    return actor


async def make_admin() -> Actor:
    """An Admin of a new organization."""
    return await make_member(await make_organization())


async def token_of(actor: Actor) -> str:
    """A session of this member."""
    return await start_session(actor.user_id, actor.organization_id)


async def make_invitation(
    actor: Actor, email: str = "", role: Role = Role.ANALYST, group_ids: Sequence[UUID] = ()
) -> UUID:
    return await invite(actor, email or f"invited-{next(_numbers)}@acme.example", role, group_ids)


async def link_token(invitation_id: UUID, generation: int | None = None) -> str:
    """What stands behind `#` in the link of an invitation's email."""
    nonce = await value("SELECT nonce FROM invitations WHERE id = $1", invitation_id)
    generation = generation or await value("SELECT generation FROM invitations WHERE id = $1", invitation_id)
    return make_token(get_settings().secret_keys, Purpose.INVITATION, invitation_id, generation, nonce)


async def lapse(invitation_id: UUID) -> None:
    """Lets an invitation's time run out; nobody has swept it yet."""
    await rows("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1", invitation_id)


def global_id(type_name: str, node_id: UUID) -> str:
    """The id as the API gives it out."""
    return to_base64(type_name, node_id)


def invitation_ids(*invitation_ids: UUID) -> list[str]:
    return [global_id("Invitation", each) for each in invitation_ids]


@dataclass
class _Hash:
    text: str = ""


_hash = _Hash()


async def hash_of_password() -> str:
    """Hashed once per process: it takes a while, as it should."""
    _hash.text = _hash.text or await hash_password(PASSWORD)
    return _hash.text
