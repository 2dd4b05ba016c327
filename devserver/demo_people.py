"""Who is in the demo organization: sixty people, who joined over a year, with random passwords that are not kept."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.audit.actions import AuditAuthor
from app.database.sql import rows
from app.members.actions import add_member
from app.members.queries import lock_member_actor
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.users.actions import create_user
from app.users.addresses import parse_address
from app.users.passwords import hash_password
from devserver.demo_times import OF_MEMBERS, date_back

FIRST_NAMES = [
    "Ada",
    "Bilal",
    "Chiara",
    "Diego",
    "Elif",
    "Farah",
    "Goran",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
    "Mateo",
    "Noor",
    "Olu",
    "Priya",
    "Quinn",
    "Rosa",
]
LAST_NAMES = [
    "Adeyemi",
    "Bauer",
    "Costa",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Gupta",
    "Haddad",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lopez",
    "Moreau",
]
MEMBERS = {
    Role.ADMIN: 3,
    Role.GROUP_ADMIN: 8,
    Role.INVESTIGATOR: 10,
    Role.ANALYST: 18,
    Role.BROADCASTER: 9,
    Role.REMOTE: 12,
}
FIRST_JOINED_DAYS_AGO = 400
DAYS_BETWEEN_JOINING = 6
# When somebody was last there; the newest member never was.
LAST_ACTIVE_DAYS_AGO = (0, 0, 0, 0, 1, 1, 1, 2, 3, 5, 8, 13, 21, 34)


@dataclass(frozen=True)
class People:
    """The members, by role, in the order in which they joined."""

    organization_id: UUID
    user_ids: dict[Role, list[UUID]]

    async def actor(self, role: Role, place: int = 0) -> Actor:
        """The member of this role who joined as the `place`-th of them, as the product's actions know members."""
        actor = await lock_member_actor(self.organization_id, self.user_ids[role][place])
        assert actor is not None
        return actor


async def make_admin(organization_id: UUID, email: str, name: str, password_hash: str) -> Actor:
    """The first member, who also operates the service."""
    user_id = await _join(organization_id, email, name, password_hash, Role.ADMIN, [])
    rights = "is_operator = true, operator_may_act = true, operator_sees_addresses = true"
    await rows(f"UPDATE users SET {rights} WHERE id = $1", user_id)
    actor = await lock_member_actor(organization_id, user_id)
    assert actor is not None
    return actor


async def make_people(admin: Actor, group_ids: Sequence[UUID], rng: random.Random) -> People:
    """Everybody else, each a few days after the one before."""
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    rng.shuffle(names)
    nobodys_password = await hash_password(secrets.token_urlsafe(32))
    user_ids: dict[Role, list[UUID]] = {role: [] for role in MEMBERS}
    user_ids[Role.ADMIN].append(admin.user_id)
    roles = [role for role, count in MEMBERS.items() for _ in range(count)][1:]
    for position, role in enumerate(roles, start=1):
        name = names.pop()
        email = f"{name.lower().replace(' ', '.')}@acme.example"
        own_groups = rng.sample(list(group_ids), rng.choice([1, 1, 2, 3]))
        user_id = await _join(admin.organization_id, email, name, nobodys_password, role, own_groups)
        user_ids[role].append(user_id)
        days_ago = rng.choice(LAST_ACTIVE_DAYS_AGO) if position < len(roles) else None
        await rows(
            """
            UPDATE memberships SET last_active_at = date_trunc('day', now()) - make_interval(days => $2::int)
             WHERE user_id = $1
            """,
            user_id,
            days_ago,
        )
        await date_back(timedelta(days=FIRST_JOINED_DAYS_AGO - DAYS_BETWEEN_JOINING * position), OF_MEMBERS)
    return People(admin.organization_id, user_ids)


async def _join(
    organization_id: UUID, email: str, name: str, password_hash: str, role: Role, group_ids: list[UUID]
) -> UUID:
    user_id = await create_user(parse_address(email), name, password_hash, organization_id)
    await rows("UPDATE users SET last_organization_id = $2 WHERE id = $1", user_id, organization_id)
    await add_member(AuditAuthor(organization_id, user_id, name), organization_id, user_id, role, group_ids)
    return user_id
