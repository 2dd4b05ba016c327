"""The demo organization: Acme Devices, with people in every role and invitations in every state.

It is made in one transaction: no worker sends an email of it before it has its time and its result.
"""

import asyncio
import json
import os
import random
import secrets
import sys
from datetime import timedelta

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.groups.actions import create_group
from app.organizations.models import Organization
from app.rate_limits.actions import count_with
from app.rate_limits.counters import MemoryCounter
from app.runtime import open_runtime
from app.settings import Settings, SettingsError, get_settings
from app.users.passwords import hash_password
from devserver.demo_emails import make_emails
from devserver.demo_history import PARTNER, Story
from devserver.demo_invitations import defer_again
from devserver.demo_people import FIRST_JOINED_DAYS_AGO, make_admin, make_people
from devserver.demo_times import date_back

SLUG = "acme-devices"
ADMIN_EMAIL = "amara.okafor@acme.example"
ADMIN_NAME = "Amara Okafor"
PASSWORD_VARIABLE = "DEMO_ADMIN_PASSWORD"  # noqa: S105 - the variable's name
# The last two are those that the CSV template names.
GROUPS = (
    "Berlin office",
    "Field tablets",
    "Kiosks",
    "London office",
    "Loaner pool",
    "Nairobi office",
    "Warehouse",
    "Field Devices",
    "Paris Office",
)


async def make_demo(password: str) -> None:
    """Creates the organization if there is none; sets the Admin's password to `password` in any case."""
    password_hash = await hash_password(password)
    stop_counting = count_with(MemoryCounter())  # its invitations are counted against nobody's limits
    try:
        async with transaction():
            if await row("SELECT id FROM organizations WHERE slug = $1", SLUG):
                await rows("UPDATE users SET password_hash = $2 WHERE email_key = $1", ADMIN_EMAIL, password_hash)
                await defer_again(f"deferred@{PARTNER}")
            else:
                await _make_organization(password_hash)
    finally:
        stop_counting()


async def _make_organization(password_hash: str) -> None:
    rng = random.Random(7)  # noqa: S311 - the same demo every time
    organization = await Organization.create(name="Acme Devices", slug=SLUG)
    admin = await make_admin(organization.id, ADMIN_EMAIL, ADMIN_NAME, password_hash)
    await record(admin, AuditAction.ORGANIZATION_CREATED, organization.id, name=[None, organization.name])
    group_ids = [await create_group(admin, name) for name in GROUPS]
    await date_back(timedelta(days=FIRST_JOINED_DAYS_AGO))
    people = await make_people(admin, group_ids[:7], rng)
    await Story(admin, people, group_ids).happen()
    await rows("UPDATE memberships SET last_active_at = now() WHERE id = $1", admin.membership_id)


async def main(settings: Settings) -> None:
    if not settings.is_development:
        sys.exit("The demo organization is for development only: set ENVIRONMENT=development for a server of your own.")
    password = os.environ.get(PASSWORD_VARIABLE) or secrets.token_urlsafe(12)
    async with open_runtime(settings, settings.database_worker_statement_seconds):
        await make_demo(password)
        await make_emails(await value("SELECT id FROM users WHERE email_key = $1", ADMIN_EMAIL))
    print(json.dumps({"email": ADMIN_EMAIL, "password": password}))


if __name__ == "__main__":
    try:
        asyncio.run(main(get_settings()))
    except SettingsError as error:
        sys.exit(str(error))
