"""How many invitations are in each state: as many as its list has, by one statement, no further than people read."""

from dataclasses import replace

import pytest

from app.database import pages
from app.database.keyset import PageRequest
from app.database.sql import rows
from app.deliveries.queries import DeliveryStatus
from app.invitations.counts import count_invitations, count_pending_of_members
from app.invitations.lifecycle import Status
from app.invitations.queries import ORDERS, InvitationFilter, list_invitations
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin, make_group, make_member

COUNT = 600
INVITATIONS = """
WITH invited AS (
    INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                             oldest_valid_generation, authorized_by_user_id, expires_at)
    SELECT uuidv7(), $1, n || '@acme.example', n || '@acme.example', (ARRAY['analyst', 'remote', 'admin'])[1 + n % 3],
           CASE WHEN n % 5 = 0 THEN ARRAY[$2::uuid] ELSE '{}' END,
           (ARRAY['pending', 'pending', 'pending', 'expired', 'declined', 'revoked', 'accepted'])[1 + n % 7],
           '\\x00', 1, 1, ($3::uuid[])[1 + n % cardinality($3::uuid[])],
           CASE WHEN n % 11 = 0 THEN now() - interval '1 hour' WHEN n % 4 = 0 THEN now() + interval '1 hour' END
      FROM generate_series(1, $4::int) n RETURNING id
)
INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority, status,
                        attempt_count, retry_count)
SELECT uuidv7(), 'invitation', id, $1, 1, id::text, 0,
       (ARRAY['sent', 'bounced', 'failed', 'queued'])[1 + row_number() OVER () % 4], 1, 0 FROM invited
"""
FILTERS = [
    InvitationFilter(),
    InvitationFilter(statuses=[Status.DECLINED]),
    InvitationFilter(roles=[Role.ADMIN, Role.REMOTE]),
    InvitationFilter(search="1 acme"),
    InvitationFilter(search="nobody"),
    InvitationFilter(deliveries=[DeliveryStatus.BOUNCED, DeliveryStatus.SENT]),
    InvitationFilter(deliveries=[DeliveryStatus.QUEUED], search="2"),
    InvitationFilter(link_blocked=True),
    InvitationFilter(link_blocked=False, search="3"),
    InvitationFilter(link_blocked=True, deliveries=[DeliveryStatus.BOUNCED]),
]


@pytest.fixture
async def admin(database: None) -> Actor:
    """Of an organization for whose invitations an Admin, a Group Admin, an Analyst and two who left answer."""
    admin, other = await make_admin(), await make_admin()
    group = await make_group(admin.organization_id)
    members = [await make_member(admin.organization_id, role, [group]) for role in (Role.GROUP_ADMIN, Role.ANALYST)]
    authorizers = [admin, admin, *members, other, await make_admin()]
    for each in (admin, other):
        users = [member.user_id for member in authorizers]
        await rows(INVITATIONS, each.organization_id, group, users, COUNT)
    await rows("VACUUM ANALYZE invitations, deliveries, memberships")
    return admin


async def length(admin: Actor, filters: InvitationFilter) -> int | None:
    page = await list_invitations(admin.organization_id, filters, ORDERS["email"], PageRequest(1, count=True))
    return page.total_count


@pytest.mark.parametrize("filters", FILTERS, ids=str)
async def test_each_number_is_the_length_of_its_list(
    admin: Actor, filters: InvitationFilter, executed: ExecutedStatements
) -> None:
    executed.clear()
    counts = vars(await count_invitations(admin.organization_id, filters))
    assert len(executed.matching("invitations")) == 1
    for status in Status:
        assert counts[status] == await length(admin, replace(filters, statuses=[status])), status
    pending = replace(filters, statuses=[Status.PENDING])
    is_any = not filters.deliveries or DeliveryStatus.BOUNCED in filters.deliveries
    bounced = await length(admin, replace(pending, deliveries=[DeliveryStatus.BOUNCED])) if is_any else 0
    assert counts["bounced"] == bounced
    blocked = 0 if filters.link_blocked is False else await length(admin, replace(pending, link_blocked=True))
    assert counts["blocked"] == blocked


async def test_what_no_index_counts_is_counted_up_to_a_limit(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = await count_invitations(admin.organization_id, InvitationFilter())
    monkeypatch.setattr(pages, "COUNT_LIMIT", 10)
    assert await count_invitations(admin.organization_id, InvitationFilter()) == replace(whole, bounced=10, blocked=10)
    found = await count_invitations(admin.organization_id, InvitationFilter(search="acme"))
    assert set(vars(found).values()) == {10}
    members = await count_pending_of_members(admin.organization_id, [admin.user_id])
    assert members == {admin.user_id: 10}


async def test_who_may_grant_everything_costs_no_look_at_what_they_invited(
    admin: Actor, executed: ExecutedStatements
) -> None:
    await rows("UPDATE invitations SET authorized_by_user_id = $1", admin.user_id)
    await rows("VACUUM ANALYZE invitations")
    executed.clear()
    counts = await count_invitations(admin.organization_id, InvitationFilter())
    assert counts.blocked == 0
    (statement,) = executed.matching("authorizers")
    nodes = await statement.explain()
    (looked_for,) = [node for node in nodes if node["Node Type"] == "WorkTable Scan"]
    assert looked_for["Actual Loops"] <= 3
    (blocked,) = [node for node in nodes if node.get("Alias") == "i_7"]
    assert blocked["Actual Loops"] == 0
