"""The rows of a service that has grown: one organization with most of the invitations, among two thousand others."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.database.sql import rows
from app.database.transaction import transaction
from app.organizations.actor import Actor
from tests.support.factories import make_admin, make_group

LARGE_PART = 0.6
OTHERS = 2_000
# What part of the large organization's invitations is of which group.
GROUPS = {"common": 1.0, "rare": 0.0001, "empty": 0.0}
INVITE = """
INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                         oldest_valid_generation, invited_by_name, created_at)
SELECT uuidv7(), organization, address, address, (ARRAY['admin', 'group_admin', 'investigator', 'analyst', 'analyst',
       'remote'])[1 + n % 6], groups, status, '', 1, 1, 'Ada Lovelace', now() - interval '1 second' * ($1::int - n)
"""
# `rare` is in the oldest thirty's addresses.
MAKE_LARGE = f"""
{INVITE} FROM (SELECT n, $2::uuid AS organization, 'pending' AS status,
               CASE WHEN n <= 30 THEN 'rare-' ELSE 'person-' END || n || '@acme-devices.example' AS address,
               CASE WHEN n % 10000 = 0 THEN ARRAY[$3::uuid, $4::uuid] ELSE ARRAY[$3::uuid] END AS groups
          FROM generate_series(1, $1) n) AS wanted
"""
MAKE_OTHERS = f"""
{INVITE} FROM (SELECT n, md5((n % {OTHERS})::text)::uuid AS organization, 'person-' || n || '@other.example' AS address,
               ARRAY[md5((n % {OTHERS})::text)::uuid] AS groups,
               (ARRAY['pending', 'accepted', 'pending', 'revoked', 'pending', 'declined'])[1 + n % 6] AS status
          FROM generate_series(1, $1) n) AS wanted
"""
QUEUE = """
INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority, status,
                        attempt_count, retry_count, sent_at)
SELECT uuidv7(), 'invitation', id, organization_id, 1, id, 0, {status}, 1, 0, now() FROM invitations i
 WHERE organization_id {which} $1 ORDER BY id
"""
# Three quarters of the others' failed, the rest are in the other states.
OTHER_STATES = """CASE WHEN abs(hashtext(id::text)) % 4 > 0 THEN 'failed' ELSE (ARRAY['bounced', 'deferred',
    'queued', 'sending', 'unknown', 'canceled', 'sent'])[1 + abs(hashtext(id::text)) % 7] END"""


@dataclass(frozen=True)
class LargeOrganization:
    """`group_ids`: by GROUPS' names."""

    admin: Actor
    group_ids: Mapping[str, UUID]


async def make_rows(count: int) -> LargeOrganization:
    """Makes so many invitations, LARGE_PART of them pending in one organization, their emails all sent."""
    admin = await make_admin()
    group_ids = {name: await make_group(admin.organization_id, name) for name in GROUPS}
    large = int(count * LARGE_PART)
    async with transaction():
        await rows("SET LOCAL session_replication_role = replica")  # without checks of foreign keys
        await rows(MAKE_LARGE, large, admin.organization_id, group_ids["common"], group_ids["rare"])
        await rows(MAKE_OTHERS, count - large)
        for status, which in (("'sent'", "="), (OTHER_STATES, "<>")):
            await rows(QUEUE.format(status=status, which=which), admin.organization_id)
    await rows("VACUUM ANALYZE invitations, deliveries")
    return LargeOrganization(admin, group_ids)


async def fail_older_half(organization_id: UUID) -> None:
    """The emails of the older half of the organization's invitations failed: the last ones of its list."""
    await rows(
        """
        UPDATE deliveries SET status = 'failed' WHERE kind = 'invitation' AND subject_id IN (
            SELECT id FROM invitations WHERE organization_id = $1 AND created_at < (
                SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY created_at) FROM invitations
                 WHERE organization_id = $1))
        """,
        organization_id,
    )
    await rows("VACUUM ANALYZE deliveries")
