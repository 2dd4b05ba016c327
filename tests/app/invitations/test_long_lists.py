"""Of an organization's many invitations a page reads few, and counts no further than people read."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.database import pages
from app.database.keyset import PageRequest
from app.database.sql import rows
from app.deliveries.queries import DeliveryStatus
from app.invitations.lifecycle import Status
from app.invitations.queries import ORDERS, InvitationFilter, list_invitations
from app.organizations.actor import Actor
from tests.support.executed_statements import ExecutedStatements, Statement
from tests.support.factories import make_admin, make_group

COUNT = 5_000
PENDING = sum(number // 3 % 2 == 0 for number in range(1, COUNT + 1))
PAGE = 25
NEWEST_FIRST = replace(ORDERS["created_at"], descending=True)
IN_TROUBLE = [DeliveryStatus(each) for each in ("deferred", "unknown", "failed", "bounced", "canceled")]
INVITATIONS = """
WITH invited AS (
    INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                             oldest_valid_generation, created_at)
    SELECT uuidv7(), $1, n || '@acme.example', n || '@acme.example',
           (ARRAY['analyst', 'remote', 'admin'])[1 + n % 3], '{}', (ARRAY['pending', 'accepted'])[1 + n / 3 % 2],
           '\\x00', 1, 1, now() - interval '1 second' * n
      FROM generate_series(1, $2::int) n RETURNING id
)
INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, status, attempt_count, retry_count)
SELECT uuidv7(), 'invitation', id, 1, id::text, 0, 'sent', 1, 0 FROM invited
"""


@pytest.fixture
async def admin(database: None) -> Actor:
    admin = await make_admin()
    await rows(INVITATIONS, admin.organization_id, COUNT)
    await rows("ANALYZE invitations, deliveries")
    return admin


async def most_rows_read(statement: Statement) -> int:
    return max(
        int((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
        for node in await statement.explain()
    )


@pytest.mark.parametrize("status", [Status.PENDING, Status.ACCEPTED])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ORDERS)
async def test_a_page_reads_no_more_than_a_few_times_its_size(
    admin: Actor, name: str, descending: bool, status: Status, executed: ExecutedStatements
) -> None:
    order = replace(ORDERS[name], descending=descending)
    executed.clear()
    page = await list_invitations(admin.organization_id, InvitationFilter(statuses=[status]), order, PageRequest(PAGE))
    assert len(page.nodes) == PAGE
    (statement,) = executed
    assert PAGE <= await most_rows_read(statement) < 20 * PAGE


@pytest.mark.parametrize("state", IN_TROUBLE)
async def test_a_state_that_no_email_is_in_is_not_looked_for_in_each(
    admin: Actor, state: DeliveryStatus, executed: ExecutedStatements
) -> None:
    executed.clear()
    filters = InvitationFilter(deliveries=[state])
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PAGE, count=True))
    assert (page.nodes, page.total_count, page.is_exact) == ([], 0, True)
    (statement,) = executed
    assert await most_rows_read(statement) < 20 * PAGE


async def test_a_fruitless_search_looks_at_the_list_once(admin: Actor, executed: ExecutedStatements) -> None:
    executed.clear()
    filters = InvitationFilter(search="nobody")
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PAGE, count=True))
    assert (page.nodes, page.total_count, page.is_exact) == ([], 0, True)
    assert len(list(executed)) == 1


@pytest.mark.parametrize("known", [0, 1])
async def test_rows_are_compared_with_the_groups_that_there_are_alone(
    admin: Actor, executed: ExecutedStatements, known: int
) -> None:
    groups = [await make_group(admin.organization_id) for _ in range(known)]
    executed.clear()
    filters = InvitationFilter(group_ids=[*groups, *(uuid4() for _ in range(499))])
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(PAGE))
    assert page.nodes == []
    (statement,) = executed
    (compared,) = [node for node in await statement.explain() if node.get("Parent Relationship") == "InitPlan"]
    assert (compared["Relation Name"], compared["Actual Rows"]) == ("groups", known)


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
