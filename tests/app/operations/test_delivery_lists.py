"""A page of a million deliveries reads few of them, whatever it is filtered by."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.database.keyset import PageRequest
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.deliveries.queries import DeliveryStatus
from app.operations import deliveries, matching_deliveries
from app.operations.deliveries import list_deliveries
from app.operations.delivery_filters import DeliveryFilter
from app.operations.matching_deliveries import count_matching
from tests.support.bulk_uploads import lines, upload, work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin, make_organization
from tests.support.many_deliveries import insert_deliveries, make_failed, make_failure_group

PAGE = 25
MANY = 4_000
FAILED, DEFERRED, SENT = DeliveryStatus.FAILED, DeliveryStatus.DEFERRED, DeliveryStatus.SENT


class Many:
    """Old failures of one group, domain and organization behind many that are newer and have nothing in common."""

    def __init__(self, group_id: UUID, organization_id: UUID) -> None:
        self.group_id = group_id
        self.organization_id = organization_id


@pytest.fixture
async def many(database: None, monkeypatch: pytest.MonkeyPatch) -> Many:
    monkeypatch.setattr(matching_deliveries, "WALKED_ROWS", 200)
    found = Many(await make_failure_group(), await make_organization())
    other_group, other_organization = (
        await make_failure_group("greylisted", "x.example", 451),
        await make_organization(),
    )
    await insert_deliveries(
        60, "failed", domain="partner.example", group_id=found.group_id, organization_id=found.organization_id
    )
    await insert_deliveries(MANY, "sent", organization_id=other_organization)
    await insert_deliveries(MANY, "deferred", group_id=other_group, organization_id=other_organization)
    await rows("VACUUM ANALYZE deliveries")
    return found


def filters_of(many: Many) -> dict[str, DeliveryFilter]:
    return {
        "status": DeliveryFilter(statuses=[FAILED]),
        "statuses": DeliveryFilter(statuses=[FAILED, DeliveryStatus.UNKNOWN, DeliveryStatus.BOUNCED]),
        "group": DeliveryFilter(failure_group_ids=[many.group_id]),
        "groups": DeliveryFilter(failure_group_ids=[many.group_id, *(uuid4() for _ in range(49))]),
        "domain": DeliveryFilter(recipient_domain="partner.example"),
        "organization": DeliveryFilter(organization_id=many.organization_id),
        "status and group": DeliveryFilter(statuses=[FAILED], failure_group_ids=[many.group_id]),
        "status and domain": DeliveryFilter(statuses=[FAILED], recipient_domain="partner.example"),
        "status and organization": DeliveryFilter(statuses=[FAILED], organization_id=many.organization_id),
        "group and organization": DeliveryFilter(
            failure_group_ids=[many.group_id], organization_id=many.organization_id
        ),
        "domain and organization": DeliveryFilter(
            recipient_domain="partner.example", organization_id=many.organization_id
        ),
    }


NAMES = list(filters_of(Many(uuid4(), uuid4())))


async def rows_read(executed: ExecutedStatements) -> int:
    """How many rows of deliveries the statements since the last `clear` read; a scan of the table fails."""
    read = 0
    for statement in executed.matching("FROM deliveries d"):
        async with transaction():
            is_combined = statement.sql.startswith("WITH") or "ORDER BY" not in statement.sql
            await matching_deliveries._plan_by_index(combined=is_combined)
            nodes = [node for node in await statement.explain() if node.get("Relation Name") == "deliveries"]
        assert "Seq Scan" not in {node["Node Type"] for node in nodes}, statement.sql
        read += sum(
            int((each["Actual Rows"] + each.get("Rows Removed by Filter", 0)) * each["Actual Loops"])
            for each in nodes
            if each["Node Type"] != "Bitmap Index Scan"
        )
    return read


@pytest.mark.parametrize("name", NAMES)
async def test_few_old_ones_behind_many_are_found_without_reading_those(
    many: Many, name: str, executed: ExecutedStatements
) -> None:
    executed.clear()
    page = await list_deliveries(filters_of(many)[name], PageRequest(PAGE, count=True))
    assert (len(page.nodes), page.total_count, page.is_exact) == (PAGE, 60, True)
    assert await rows_read(executed) < 10 * PAGE


@pytest.mark.parametrize(
    "filters",
    [
        DeliveryFilter(),
        DeliveryFilter(statuses=[SENT]),
        DeliveryFilter(statuses=[DEFERRED]),
        DeliveryFilter(recipient_domain="common.example"),
        DeliveryFilter(statuses=[DEFERRED], recipient_domain="common.example"),
    ],
    ids=str,
)
async def test_a_page_of_what_there_is_most_of_reads_little_more_than_its_size(
    many: Many, filters: DeliveryFilter, executed: ExecutedStatements
) -> None:
    executed.clear()
    page = await list_deliveries(filters, PageRequest(PAGE))
    assert len(page.nodes) == PAGE
    assert await rows_read(executed) < 10 * PAGE


async def test_what_nothing_matches_is_found_out_as_fast(many: Many, executed: ExecutedStatements) -> None:
    for filters in (
        DeliveryFilter(statuses=[DeliveryStatus.CANCELED]),
        DeliveryFilter(failure_group_ids=[uuid4()]),
        DeliveryFilter(recipient_domain="nobody.example"),
        DeliveryFilter(organization_id=uuid4()),
        DeliveryFilter(message_id="<none@acme.example>"),
        DeliveryFilter(bulk_invite_id=uuid4()),
        DeliveryFilter(failure_group_ids=[many.group_id], recipient_domain="nobody.example"),
    ):
        executed.clear()
        page = await list_deliveries(filters, PageRequest(PAGE, count=True))
        assert (page.nodes, page.total_count) == ([], 0)
        # By an upload, the newest are looked at first; all else is found by its index.
        assert await rows_read(executed) <= 2 * 200, filters


async def test_of_two_parts_that_share_nothing_the_rarer_is_looked_up(many: Many, executed: ExecutedStatements) -> None:
    """PostgreSQL expects some to share both, so many that it would rather look through all until it has enough."""
    of_most = await value("SELECT inviting_organization_id FROM deliveries WHERE status = 'deferred' LIMIT 1")
    await insert_deliveries(MANY, "sent", domain="rarer.example", organization_id=many.organization_id)
    await rows("VACUUM ANALYZE deliveries")
    filters = DeliveryFilter(recipient_domain="rarer.example", organization_id=of_most)
    executed.clear()
    assert await count_matching(filters, 100) == 0
    assert (await list_deliveries(filters, PageRequest(PAGE))).nodes == []
    assert await rows_read(executed) < 2 * MANY + 1_000


async def test_counts_no_further_than_anybody_reads(
    many: Many, executed: ExecutedStatements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "COUNT_LIMIT", 100)
    executed.clear()
    page = await list_deliveries(DeliveryFilter(statuses=[DEFERRED]), PageRequest(PAGE, count=True))
    assert page.total_count is not None
    assert (page.total_count <= 100, page.is_exact) == (True, False)
    assert await rows_read(executed) < 200 + 10 * PAGE


async def test_pages_go_through_all_newest_first_in_both_directions(many: Many) -> None:
    for filters in (DeliveryFilter(statuses=[FAILED]), DeliveryFilter(organization_id=many.organization_id)):
        newest_first = [
            each["id"] for each in await rows("SELECT id FROM deliveries WHERE status = 'failed' ORDER BY id DESC")
        ]
        first = await list_deliveries(filters, PageRequest(PAGE))
        second = await list_deliveries(filters, PageRequest(PAGE, first.edges[-1].cursor))
        third = await list_deliveries(filters, PageRequest(PAGE, second.edges[-1].cursor))
        assert [each.id for page in (first, second, third) for each in page.nodes] == newest_first
        assert [page.has_next for page in (first, second, third)] == [True, True, False]
        back = await list_deliveries(filters, PageRequest(PAGE, third.edges[0].cursor, backward=True))
        assert [each.id for each in back.nodes] == [each.id for each in second.nodes]
        last = await list_deliveries(filters, PageRequest(10, backward=True))
        assert [each.id for each in last.nodes] == newest_first[-10:]


async def test_several_statuses_and_groups_are_merged_in_one_order(database: None) -> None:
    groups = [await make_failure_group(), await make_failure_group("other words")]
    for number in range(12):
        status = ["failed", "deferred", "bounced"][number % 3]
        await insert_deliveries(1, status, group_id=groups[number % 2])
    filters = DeliveryFilter(statuses=[FAILED, DEFERRED], failure_group_ids=groups)
    page = await list_deliveries(filters, PageRequest(PAGE, count=True))
    expected = await rows("SELECT id FROM deliveries WHERE status <> 'bounced' ORDER BY id DESC")
    assert [each.id for each in page.nodes] == [each["id"] for each in expected]
    assert page.total_count == 8


async def test_of_a_failure_group_are_those_that_were_neither_sent_nor_canceled_since(database: None) -> None:
    """As many as the group says that it has."""
    group_id = await make_failure_group()
    for status in DeliveryStatus:
        await insert_deliveries(1, status, group_id=group_id)
    page = await list_deliveries(DeliveryFilter(failure_group_ids=[group_id]), PageRequest(count=True))
    assert page.total_count == len(DeliveryStatus) - 2
    assert not {each.status for each in page.nodes} & {SENT, DeliveryStatus.CANCELED}
    asked = DeliveryFilter(statuses=[DeliveryStatus.CANCELED], failure_group_ids=[group_id])
    assert len((await list_deliveries(asked, PageRequest())).nodes) == 1


async def test_by_time_goes_by_when_it_was_queued_to_the_moment(database: None) -> None:
    await insert_deliveries(3)
    oldest, middle, newest = await rows("SELECT id FROM deliveries ORDER BY id")
    moment = datetime.now(UTC)
    for found, minutes in ((oldest, 20), (middle, 10), (newest, 0)):
        await rows(
            "UPDATE deliveries SET created_at = $2 WHERE id = $1", found["id"], moment - timedelta(minutes=minutes)
        )
    after = DeliveryFilter(created_after=moment - timedelta(minutes=10))
    before = DeliveryFilter(created_before=moment - timedelta(minutes=10))
    assert [each.id for each in (await list_deliveries(after, PageRequest())).nodes] == [newest["id"], middle["id"]]
    assert [each.id for each in (await list_deliveries(before, PageRequest())).nodes] == [oldest["id"]]
    for far in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        assert len((await list_deliveries(DeliveryFilter(created_after=far), PageRequest())).nodes) in {0, 3}


async def test_of_an_upload_and_by_message_id(database: None) -> None:
    admin = await make_admin()
    bulk_invite_id = await upload(
        admin, lines(["a@acme.example,Analyst,", "b@acme.example,Analyst,"]), is_reviewed=False
    )
    await work()
    other = await make_failed(admin)
    page = await list_deliveries(DeliveryFilter(bulk_invite_id=bulk_invite_id), PageRequest(count=True))
    assert page.total_count == 2
    assert {each.bulk_invite_id for each in page.nodes} == {bulk_invite_id}
    by_message_id = await list_deliveries(DeliveryFilter(message_id=other["message_id"]), PageRequest())
    assert [each.id for each in by_message_id.nodes] == [other["id"]]


async def test_of_one_organization_alone(database: None) -> None:
    own, foreign = await make_failed(), await make_failed()
    organization_id = own["inviting_organization_id"]
    page = await list_deliveries(DeliveryFilter(), PageRequest(), organization_id=organization_id)
    assert [each.id for each in page.nodes] == [own["id"]]
    foreign_filter = DeliveryFilter(organization_id=foreign["inviting_organization_id"])
    assert (await list_deliveries(foreign_filter, PageRequest(count=True), organization_id=organization_id)).nodes == []


async def test_says_what_is_known_of_each(database: None) -> None:
    group_id = await make_failure_group()
    failed = await make_failed(email="Ada@partner.example", group_id=group_id)
    (row,) = (await list_deliveries(DeliveryFilter(), PageRequest())).nodes
    assert (row.status, row.failure_group_id, row.attempt_count) == (FAILED, group_id, 1)
    assert row.organization_name == await value("SELECT name FROM organizations WHERE id = $1", row.organization_id)
    assert row.invitation_id == failed["subject_id"]
    unknown = deliveries.EmailTo("letter", uuid4(), None)
    assert await deliveries.find_recipients([row.email_to, unknown]) == {row.email_to: "Ada@partner.example"}
    await rows("DELETE FROM invitations WHERE id = $1", failed["subject_id"])
    assert await deliveries.find_recipients([row.email_to]) == {}
    assert len((await list_deliveries(DeliveryFilter(), PageRequest())).nodes) == 1
