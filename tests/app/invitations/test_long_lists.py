"""Of an organization's many invitations a page reads few, and counts no further than people read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from app.database import pages, sifted_pages
from app.database.keyset import PageRequest
from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.queries import DeliveryStatus
from app.invitations.lifecycle import Status
from app.invitations.queries import ORDERS, InvitationFilter, list_invitations
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.executed_statements import ExecutedStatements, Statement
from tests.support.factories import make_admin, make_group

COUNT = 5_000
PENDING = sum(number // 3 % 2 == 0 for number in range(1, COUNT + 1))
PAGE = 25
WALKED = 200
NEWEST_FIRST = replace(ORDERS["created_at"], descending=True)
INVITATIONS = """
WITH invited AS (
    INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                             oldest_valid_generation, created_at)
    SELECT uuidv7(), $1, n || '@acme.example', n || '@acme.example',
           (ARRAY['analyst', 'remote', 'admin'])[1 + n % 3], '{}', (ARRAY['pending', 'accepted'])[1 + n / 3 % 2],
           '\\x00', 1, 1, now() - interval '1 second' * n
      FROM generate_series(1, $2::int) n RETURNING id
)
INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority, status,
                        attempt_count, retry_count)
SELECT uuidv7(), 'invitation', id, $1, 1, id::text, 0, state, 1, 0
  FROM (SELECT id, ($3::text[])[1 + row_number() OVER () % cardinality($3::text[])] AS state FROM invited) AS queued
"""


@pytest.fixture
async def admin(database: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Of an organization whose emails were all sent, beside one whose emails are in each of the other states."""
    monkeypatch.setattr(sifted_pages, "WALKED_ROWS", WALKED)
    admin, other = await make_admin(), await make_admin()
    await invite(admin, ["sent"])
    await invite(other, [each for each in DeliveryStatus if each != "sent"])
    # Without the empty pages that earlier tests left in the indexes, and which count in what a plan costs.
    await rows("VACUUM FULL invitations, deliveries")
    await rows("VACUUM ANALYZE invitations, deliveries")
    return admin


async def invite(admin: Actor, states: Sequence[str]) -> None:
    await rows(INVITATIONS, admin.organization_id, COUNT, list(states))


async def older_half_failed(admin: Actor) -> None:
    await rows(
        """
        UPDATE deliveries SET status = 'failed' FROM invitations i
         WHERE i.id = subject_id AND i.organization_id = $1 AND split_part(i.email, '@', 1)::int > $2
        """,
        admin.organization_id,
        COUNT // 2,
    )
    await rows("VACUUM ANALYZE deliveries")


def listing(executed: ExecutedStatements) -> list[Statement]:
    """The statements about invitations."""
    return executed.matching("invitations i")


async def invitations_read(statement: Statement) -> int:
    """How many rows the steps of its plan read of the table."""
    nodes = [node for node in await statement.explain() if node.get("Relation Name") == "invitations"]
    return sum(
        int((each["Actual Rows"] + each.get("Rows Removed by Filter", 0)) * each["Actual Loops"]) for each in nodes
    )


async def plan_of_large_tables(statement: Statement) -> dict[str, dict[str, Any]]:
    """The steps that read an index, by its name, where whole tables are too long to read, and vacuumed."""
    async with transaction():
        await rows("SET LOCAL enable_seqscan = off")
        await rows("SET LOCAL enable_bitmapscan = off")
        for table in ("invitations", "deliveries"):
            await rows(
                """
                SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', $1::text, 'relpages', relpages,
                                                 'relallvisible', relpages) FROM pg_class WHERE relname = $1
                """,
                table,
            )
        return {node["Index Name"]: node for node in await statement.explain() if "Index Name" in node}


@pytest.mark.parametrize(
    "statuses",
    [[Status.PENDING], [Status.ACCEPTED], [Status.ACCEPTED, Status.DECLINED], [Status.PENDING, Status.EXPIRED], []],
    ids=str,
)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ORDERS)
async def test_a_page_reads_no_more_than_a_few_times_its_size(
    admin: Actor, name: str, descending: bool, statuses: list[Status], executed: ExecutedStatements
) -> None:
    order = replace(ORDERS[name], descending=descending)
    executed.clear()
    page = await list_invitations(admin.organization_id, InvitationFilter(statuses=statuses), order, PageRequest(PAGE))
    assert len(page.nodes) == PAGE
    (statement,) = listing(executed)
    assert PAGE <= await invitations_read(statement) < 20 * PAGE


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("state", [each for each in DeliveryStatus if each is not DeliveryStatus.SENT])
async def test_a_state_that_only_emails_of_others_are_in_is_not_looked_for_in_each(
    admin: Actor, state: DeliveryStatus, name: str, executed: ExecutedStatements
) -> None:
    executed.clear()
    filters = InvitationFilter(deliveries=[state])
    page = await list_invitations(admin.organization_id, filters, ORDERS[name], PageRequest(PAGE, count=True))
    assert (page.nodes, page.total_count, page.is_exact) == ([], 0, True)
    beginning, all_in_the_state = listing(executed)
    assert await invitations_read(beginning) <= WALKED
    assert await invitations_read(all_in_the_state) <= 1


async def test_a_state_that_half_of_the_emails_are_in_fills_a_page_at_once(
    admin: Actor, executed: ExecutedStatements
) -> None:
    await older_half_failed(admin)
    executed.clear()
    filters = InvitationFilter(deliveries=[DeliveryStatus.FAILED])
    page = await list_invitations(admin.organization_id, filters, ORDERS["created_at"], PageRequest(PAGE))
    assert len(page.nodes) == PAGE
    (statement,) = listing(executed)
    assert await invitations_read(statement) < 20 * PAGE


async def test_a_state_of_emails_far_down_the_list_is_found_from_indexes_alone(
    admin: Actor, executed: ExecutedStatements
) -> None:
    await older_half_failed(admin)
    executed.clear()
    filters = InvitationFilter(deliveries=[DeliveryStatus.FAILED])
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PAGE, count=True))
    failed = [row for row in range(COUNT // 2 + 1, COUNT + 1) if row // 3 % 2 == 0]
    assert [node.email for node in page.nodes] == [f"{row}@acme.example" for row in failed[:PAGE]]
    assert page.total_count == len(failed)
    _, all_in_the_state = listing(executed)
    plan = await plan_of_large_tables(all_in_the_state)
    for name in ("deliveries_of_organization", "invitations_in_roles"):
        assert plan[name]["Node Type"] == "Index Only Scan"


async def test_a_fruitless_search_looks_at_the_list_once(admin: Actor, executed: ExecutedStatements) -> None:
    executed.clear()
    filters = InvitationFilter(search="nobody")
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PAGE, count=True))
    assert (page.nodes, page.total_count, page.is_exact) == ([], 0, True)
    beginning, whole = listing(executed)
    assert await invitations_read(beginning) <= WALKED
    assert "matching" in whole.sql


async def test_a_page_behind_the_last_row_is_counted_by_the_statement_that_finds_it_empty(
    admin: Actor, executed: ExecutedStatements
) -> None:
    last_row = PageRequest(1, backward=True)
    oldest = await list_invitations(admin.organization_id, InvitationFilter(), NEWEST_FIRST, last_row)
    executed.clear()
    last = await list_invitations(
        admin.organization_id,
        InvitationFilter(search="@acme"),
        NEWEST_FIRST,
        PageRequest(PAGE, oldest.edges[0].cursor, count=True),
    )
    assert (last.nodes, last.total_count) == ([], PENDING)
    assert len(listing(executed)) == 2


async def test_the_whole_list_is_counted_from_an_index_alone(admin: Actor, executed: ExecutedStatements) -> None:
    executed.clear()
    page = await list_invitations(
        admin.organization_id, InvitationFilter(), NEWEST_FIRST, PageRequest(PAGE, count=True)
    )
    assert page.total_count == PENDING
    plan = await plan_of_large_tables(listing(executed)[-1])
    assert [node["Node Type"] for node in plan.values()] == ["Index Only Scan"]


FILTERS = [
    InvitationFilter(deliveries=[DeliveryStatus.FAILED]),
    InvitationFilter(deliveries=[DeliveryStatus.FAILED, DeliveryStatus.SENT], search="7"),
    InvitationFilter(search="77", statuses=()),
    InvitationFilter(statuses=[Status.EXPIRED, Status.ACCEPTED]),
    InvitationFilter(
        deliveries=[DeliveryStatus.FAILED], statuses=[Status.PENDING, Status.ACCEPTED], roles=[Role.REMOTE]
    ),
]


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("filters", FILTERS, ids=str)
async def test_pages_follow_one_another_through_all_that_is_kept(
    admin: Actor, filters: InvitationFilter, name: str, backward: bool
) -> None:
    await older_half_failed(admin)
    await rows(
        "UPDATE invitations SET expires_at = now() - interval '1 hour' WHERE status = 'pending' AND email LIKE '%77%'"
    )
    everything = await rows(
        f"""
        SELECT i.email, d.status AS state, i.role,
               CASE WHEN i.expires_at < now() THEN 'expired' ELSE i.status END AS status
          FROM invitations i JOIN deliveries d ON d.subject_id = i.id
         WHERE i.organization_id = $1 ORDER BY {ORDERS[name].column}, i.id
        """,
        admin.organization_id,
    )
    expected = [
        each["email"]
        for each in everything
        if filters.search in each["email"]
        and (not filters.deliveries or each["state"] in filters.deliveries)
        and (not filters.statuses or each["status"] in filters.statuses)
        and (not filters.roles or each["role"] in filters.roles)
    ]
    found: list[str] = []
    request = PageRequest(300, backward=backward, count=True)
    has_more = True
    while has_more:
        page = await list_invitations(admin.organization_id, filters, ORDERS[name], request)
        emails = [node.email for node in page.nodes]
        found = emails + found if backward else found + emails
        assert (page.total_count, page.is_exact) == (len(expected), True)
        has_more = page.has_previous if backward else page.has_next
        request = replace(request, cursor=page.edges[0 if backward else -1].cursor)
    assert found == expected


@pytest.mark.parametrize("known", [0, 1])
async def test_rows_are_compared_with_the_groups_that_there_are_alone(
    admin: Actor, executed: ExecutedStatements, known: int
) -> None:
    groups = [await make_group(admin.organization_id) for _ in range(known)]
    executed.clear()
    filters = InvitationFilter(group_ids=[*groups, *(uuid4() for _ in range(499))])
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PAGE))
    assert page.nodes == []
    for statement in listing(executed):
        compared = [node for node in await statement.explain() if node.get("Relation Name") == "groups"]
        assert [(node["Parent Relationship"], node["Actual Rows"]) for node in compared] == [("InitPlan", known)]


@pytest.mark.parametrize(
    "filters", [InvitationFilter(search="@acme"), InvitationFilter(deliveries=[DeliveryStatus.SENT])], ids=str
)
@pytest.mark.parametrize(
    ("limit", "counted"), [(100, (100, False)), (PENDING - 1, (PENDING - 1, False)), (PENDING, (PENDING, True))]
)
async def test_what_is_sifted_is_counted_up_to_a_limit(
    admin: Actor,
    filters: InvitationFilter,
    limit: int,
    counted: tuple[int, bool],
    executed: ExecutedStatements,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "COUNT_LIMIT", limit)
    executed.clear()
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PAGE, count=True))
    assert (len(page.nodes), page.total_count, page.is_exact) == (PAGE, *counted)
    counting = executed.matching(r"SELECT count\(\*\)")[-1]
    (counted_rows,) = [node["Actual Rows"] for node in await counting.explain() if node["Node Type"] == "Limit"]
    assert counted_rows == min(limit + 1, PENDING)


async def test_the_last_page_of_what_is_sifted_is_counted_like_the_first(admin: Actor) -> None:
    filters = InvitationFilter(search="@acme")
    first = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PENDING - 1))
    request = PageRequest(PAGE, first.edges[-1].cursor, count=True)
    last = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, request)
    assert (len(last.nodes), last.total_count, last.is_exact) == (1, PENDING, True)


async def test_a_whole_list_is_counted_exactly(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "COUNT_LIMIT", 100)
    request = PageRequest(PAGE, count=True)
    page = await list_invitations(admin.organization_id, InvitationFilter(), NEWEST_FIRST, request)
    assert (page.total_count, page.is_exact) == (PENDING, True)
