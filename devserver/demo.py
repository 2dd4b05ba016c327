"""The demo organization: Acme Devices, with people in every role and invitations in every state of delivery."""

import asyncio
import json
import os
import random
import secrets
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from app.database.ids import uuid7
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.groups.models import Group
from app.invitations.models import Invitation
from app.links import NONCE_BYTES
from app.members.models import Membership
from app.organizations.models import Organization
from app.organizations.roles import Role
from app.runtime import open_runtime
from app.settings import Settings, SettingsError, get_settings
from app.users.models import User
from app.users.passwords import hash_password

SLUG = "acme-devices"
ADMIN_EMAIL = "amara.okafor@acme.example"
ADMIN_NAME = "Amara Okafor"
PASSWORD_VARIABLE = "DEMO_ADMIN_PASSWORD"  # noqa: S105 - the variable's name
GROUPS = ["Berlin office", "Field tablets", "Kiosks", "London office", "Loaner pool", "Nairobi office", "Warehouse"]
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


@dataclass(frozen=True)
class Example:
    """An invitation in one state of delivery, with the mail server's reply where there was one."""

    local_part: str
    delivery: str
    reply_code: int | None = None
    reply: str | None = None


EXAMPLES = [
    Example("sent", "sent", 250, "2.0.0 OK: queued"),
    Example("queued", "queued"),
    Example("sending", "sending"),
    Example("deferred", "deferred", 451, "4.7.1 Greylisted, try again in 10 minutes"),
    Example("unknown", "unknown"),
    Example("failed", "failed", 550, "5.1.1 No such user here"),
    Example("bounced", "bounced", 250, "2.0.0 OK: queued"),
    Example("canceled", "canceled"),
]
OUTCOMES = {
    "sent": "accepted",
    "bounced": "accepted",
    "deferred": "deferred",
    "unknown": "unknown",
    "failed": "rejected",
}


async def make_demo(password: str) -> None:
    """Creates the organization if there is none; sets the Admin's password to `password` in any case."""
    password_hash = await hash_password(password)
    async with transaction():
        if await row("SELECT id FROM organizations WHERE slug = $1", SLUG):
            await rows("UPDATE users SET password_hash = $2 WHERE email_key = $1", ADMIN_EMAIL, password_hash)
            return
        rng = random.Random(7)  # noqa: S311 - the same demo every time
        organization = await Organization.create(name="Acme Devices", slug=SLUG)
        groups = [
            await Group.create(organization_id=organization.id, name=name, name_key=name.lower()) for name in GROUPS
        ]
        group_ids = [group.id for group in groups]
        admin_id = await _make_members(organization.id, group_ids, password_hash, rng)
        for example in EXAMPLES:
            await _make_invitation(organization.id, admin_id, rng.sample(group_ids, 2), example)


async def _make_members(organization_id: UUID, group_ids: list[UUID], password_hash: str, rng: random.Random) -> UUID:
    """Returns the Admin's id. The Admin has the given password; the others have random ones that are not kept."""
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    rng.shuffle(names)
    nobodys_password = await hash_password(secrets.token_urlsafe(32))
    roles = [role for role, count in MEMBERS.items() for _ in range(count)]
    admin_id = UUID(int=0)
    for position, role in enumerate(roles):
        name = ADMIN_NAME if position == 0 else names.pop()
        email = f"{name.lower().replace(' ', '.')}@acme.example"
        user = await User.create(
            email=email,
            email_key=email,
            name=name,
            password_hash=password_hash if position == 0 else nobodys_password,
            is_operator=position == 0,
            last_organization_id=organization_id,
        )
        admin_id = user.id if position == 0 else admin_id
        await Membership.create(
            organization_id=organization_id,
            user_id=user.id,
            role=role,
            group_ids=rng.sample(group_ids, rng.choice([1, 1, 2, 3])),
            joined_at=datetime.now(UTC) - timedelta(days=400 - 6 * position),
        )
    return admin_id


async def _make_invitation(organization_id: UUID, admin_id: UUID, group_ids: list[UUID], example: Example) -> None:
    """Writes the rows by SQL, since no mail server gives these replies on request. None of it is ever sent."""
    email = f"{example.local_part}@partner.example"
    invitation = await Invitation.create(
        organization_id=organization_id,
        email=email,
        email_key=email,
        role=Role.ANALYST,
        group_ids=group_ids,
        nonce=os.urandom(NONCE_BYTES),
        invited_by_user_id=admin_id,
        invited_by_name=ADMIN_NAME,
        authorized_by_user_id=admin_id,
    )
    delivery_id = uuid7()
    waits = {"queued", "deferred", "unknown"}
    await rows(
        """
        INSERT INTO deliveries (id, kind, subject_id, generation, status, message_id, priority, attempt_count,
                                retry_count, retrying_since, due_at, lease_until, sent_at)
        VALUES ($1, 'invitation', $2, 1, $3, $4, 0, $5, 0, NULL,
                CASE WHEN $6 THEN now() + interval '10 years' END,
                CASE WHEN $3 = 'sending' THEN now() + interval '10 years' END,
                CASE WHEN $3 IN ('sent', 'bounced') THEN now() END)
        """,
        delivery_id,
        invitation.id,
        example.delivery,
        f"<{uuid4()}@senturo.example>",
        0 if example.delivery in {"queued", "canceled"} else 1,
        example.delivery in waits,
    )
    if example.delivery not in {"queued", "canceled"}:
        await rows(
            """
            INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome, reply_code, reply)
            VALUES (uuidv7(), $1, 1, 'demo', CASE WHEN $2::text IS NOT NULL THEN now() END, $2, $3, $4)
            """,
            delivery_id,
            OUTCOMES.get(example.delivery),
            example.reply_code,
            example.reply,
        )


async def main(settings: Settings) -> None:
    if not settings.is_development:
        sys.exit("The demo organization is for development only: set ENVIRONMENT=development for a server of your own.")
    password = os.environ.get(PASSWORD_VARIABLE) or secrets.token_urlsafe(12)
    async with open_runtime(settings, settings.database_worker_statement_seconds):
        await make_demo(password)
    print(json.dumps({"email": ADMIN_EMAIL, "password": password}))


if __name__ == "__main__":
    try:
        asyncio.run(main(get_settings()))
    except SettingsError as error:
        sys.exit(str(error))
