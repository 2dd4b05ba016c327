"""Signing in and out, and what is done to members."""

from uuid import UUID

from app.audit.actions import record
from app.database import row, rows, transaction, value
from app.errors import InvalidCredentials, LastAdmin, NotFound, Refusal
from app.events import ChangeKind, members_changed
from app.members.queries import Caller
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role
from app.users.addresses import parse_address
from app.users.passwords import verify_password
from app.users.sessions import end_session, start_session


async def sign_in(email: str, password: str) -> str:
    """Starts a session in the organization used last and answers its token.

    Raises InvalidCredentials, alike and after the same time for a wrong password and an unknown address.
    """
    user = await row(
        "SELECT id, password_hash, last_organization_id FROM users WHERE email_key = $1", _sign_in_key(email)
    )
    if not await verify_password(password, user["password_hash"] if user else None) or user is None:
        raise InvalidCredentials
    async with transaction():
        organization_id = await value(
            """
            SELECT organization_id FROM memberships WHERE user_id = $1
             ORDER BY organization_id = $2 DESC NULLS LAST, joined_at DESC LIMIT 1
            """,
            user["id"],
            user["last_organization_id"],
        )
        return await enter(user["id"], organization_id)


async def enter(user_id: UUID, organization_id: UUID | None) -> str:
    """Starts a session in an organization, remembers it as the one used last, and answers the token."""
    await rows("UPDATE users SET last_organization_id = $2 WHERE id = $1", user_id, organization_id)
    return await start_session(user_id, organization_id)


async def sign_out(caller: Caller) -> None:
    await end_session(caller.session_id)


async def update_member_role(actor: Actor, membership_id: UUID, role: Role) -> None:
    """Raises NotFound, NotPermitted, RoleNotAllowed, LastAdmin. The same role again changes nothing."""
    async with transaction() as news:
        await lock_organization(actor.organization_id)
        actor = await lock_actor(actor)
        member = await row(
            "SELECT role, group_ids FROM memberships WHERE id = $1 AND organization_id = $2 FOR UPDATE",
            membership_id,
            actor.organization_id,
        )
        if member is None:
            raise NotFound("member")
        before = Role(member["role"])
        actor.require_management(before, member["group_ids"], "member")
        actor.require_grant(role)
        if before is role:
            return
        if before is Role.ADMIN:
            await require_another_admin(actor.organization_id)
        await rows("UPDATE memberships SET role = $2 WHERE id = $1", membership_id, role)
        await record(actor, "member.role_changed", membership_id, role=[before, role])
        news.events.append(members_changed(actor.organization_id, ChangeKind.UPDATED, membership_id))


async def lock_organization(organization_id: UUID) -> None:
    """Makes changes of who is an Admin wait for each other."""
    await rows("SELECT id FROM organizations WHERE id = $1 FOR UPDATE", organization_id)


async def require_another_admin(organization_id: UUID) -> None:
    """Raises LastAdmin where there is only one. The organization must be locked."""
    admins = await value(
        "SELECT count(*) FROM memberships WHERE organization_id = $1 AND role = $2", organization_id, Role.ADMIN
    )
    if admins <= 1:
        raise LastAdmin


def _sign_in_key(email: str) -> str:
    """How an address is looked up; what is no address finds nobody."""
    try:
        return parse_address(email).key
    except Refusal:
        return ""
