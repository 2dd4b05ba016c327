"""Bulk invites of all organizations as operators see and stop them."""

from uuid import UUID, uuid4

import pytest

from app.bulk_invites.lifecycle import Status
from app.bulk_invites.worker.failing import MAX_ATTEMPTS
from app.bulk_invites.worker.leases import acquire_lease
from app.database.keyset import PageRequest
from app.database.sql import row, rows, value
from app.errors import NotFound, NotPermitted, Required
from app.operations.bulk_invite_acts import stop_bulk_invite
from app.operations.bulk_invites import (
    BulkInviteJobFilter,
    BulkInviteJobRecord,
    find_bulk_invite_jobs,
    list_bulk_invite_jobs,
)
from app.users.operators import Operator
from tests.support.bulk_uploads import lines, make_finished, upload, validated, work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin
from tests.support.operators import COMMAND_LINE

ONE = lines(["ada@example.com,Analyst,"])
pytestmark = pytest.mark.usefixtures("database")


async def listed(*statuses: Status, organization_id: UUID | None = None) -> list[UUID]:
    page = await list_bulk_invite_jobs(BulkInviteJobFilter(statuses, organization_id), PageRequest(count=True))
    assert page.total_count == len(page.nodes)
    return [each.id for each in page.nodes]


async def job(bulk_invite_id: UUID) -> BulkInviteJobRecord:
    (found,) = await find_bulk_invite_jobs([bulk_invite_id])
    return found


class TestList:
    async def test_those_of_all_organizations_newest_first(self) -> None:
        one, other = await make_admin(), await make_admin()
        older = await validated(one, ONE)
        newer = await upload(other, ONE)
        assert await listed() == [newer, older]
        assert await listed(Status.READY) == [older]
        assert await listed(Status.VALIDATING, Status.READY) == [newer, older]
        assert await listed(Status.FAILED) == []
        assert await listed(organization_id=other.organization_id) == [newer]
        assert await listed(Status.READY, organization_id=other.organization_id) == []

    async def test_pages_go_on_where_the_last_one_ended(self) -> None:
        admin = await make_admin()
        ids = [await upload(admin, ONE) for _ in range(3)]
        first = await list_bulk_invite_jobs(BulkInviteJobFilter(), PageRequest(size=2))
        after = first.edges[-1].cursor
        second = await list_bulk_invite_jobs(BulkInviteJobFilter(), PageRequest(size=2, cursor=after))
        assert [each.id for each in (*first.nodes, *second.nodes)] == ids[::-1]
        assert (first.has_next, second.has_next) == (True, False)

    async def test_while_many_rows_are_edited_it_is_validating(self) -> None:
        bulk_invite_id = await validated(await make_admin(), ONE)
        await rows("UPDATE bulk_invites SET edit = '{}' WHERE id = $1", bulk_invite_id)
        assert await listed(Status.VALIDATING) == [bulk_invite_id]
        assert await listed(Status.READY) == []

    async def test_who_works_on_it_is_named_as_long_as_the_lease_is_held(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE)
        assert (await job(bulk_invite_id)).worker is None
        await acquire_lease("bulk@one:7:aa", 30.0)
        assert (await job(bulk_invite_id)).worker == "bulk@one:7:aa"
        await rows("UPDATE bulk_invites SET lease_until = now() - interval '1 second'")
        assert (await job(bulk_invite_id)).worker is None

    async def test_a_file_that_keeps_killing_its_workers_ends_with_attempts_and_reason(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            await acquire_lease("killed", 30.0)
            await rows("UPDATE bulk_invites SET lease_until = now() - interval '1 second'")
            assert (await job(bulk_invite_id)).attempts == attempt
        await work()
        found = await job(bulk_invite_id)
        assert (found.status, found.attempts, found.worker) == (Status.FAILED, MAX_ATTEMPTS, None)
        assert found.failure is not None
        assert f"{MAX_ATTEMPTS} attempts at this file failed" in found.failure
        assert found.finished_at is not None

    @pytest.mark.parametrize("statuses", [(), (Status.FAILED,), (Status.COMPLETED,), (Status.READY, Status.FAILED)])
    async def test_no_filter_reads_all_there_are(
        self, statuses: tuple[Status, ...], executed: ExecutedStatements
    ) -> None:
        await make_finished(await make_admin(), 20_000)
        executed.clear()
        await list_bulk_invite_jobs(BulkInviteJobFilter(statuses), PageRequest(size=25))
        for statement in executed.matching("FROM bulk_invites"):
            for node in await statement.explain():
                assert (node["Node Type"], node.get("Relation Name")) != ("Seq Scan", "bulk_invites")
                assert node["Actual Rows"] <= 5_000


class TestStop:
    async def test_it_is_canceled_like_by_its_organization(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE)
        act = await stop_bulk_invite(COMMAND_LINE, bulk_invite_id, " It kills the workers. ")
        await work()
        found = await job(bulk_invite_id)
        assert (found.status, act.changed_count, act.reason) == (Status.CANCELED, 1, "It kills the workers.")
        assert found.finished_at is not None

    async def test_the_organization_learns_that_operators_did_and_neither_who_nor_why(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE)
        await stop_bulk_invite(COMMAND_LINE, bulk_invite_id, "It kills the workers.")
        entry = await row(
            """
            SELECT actor_name, actor_user_id, changes->>'status' AS status, to_jsonb(e)::text AS everything
              FROM audit_entries e WHERE action = 'bulk_invite.canceled'
            """
        )
        assert entry is not None
        assert (entry["actor_name"], entry["actor_user_id"]) == ("operators of the service", None)
        assert entry["status"] == '["validating", "canceled"]'
        assert COMMAND_LINE.name not in entry["everything"]
        assert "kills" not in entry["everything"]

    async def test_one_that_is_over_stays_as_it_is(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE, is_reviewed=False)
        await work()
        act = await stop_bulk_invite(COMMAND_LINE, bulk_invite_id, "too late")
        assert act.changed_count == 0
        assert (await job(bulk_invite_id)).status is Status.COMPLETED
        assert await value("SELECT count(*) FROM audit_entries WHERE action = 'bulk_invite.canceled'") == 0

    async def test_again_under_the_same_key_it_is_the_same_act(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE)
        operator = Operator(uuid4(), "Olive", may_act=True, sees_addresses=False)
        acts = [await stop_bulk_invite(operator, bulk_invite_id, "why", "key") for _ in range(2)]
        assert acts[0].id == acts[1].id
        assert acts[1].changed_count == 1

    async def test_without_right_reason_or_such_a_file_nothing_is_recorded(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE)
        reader = Operator(uuid4(), "Olive", may_act=False, sees_addresses=True)
        with pytest.raises(NotPermitted):
            await stop_bulk_invite(reader, bulk_invite_id, "why")
        with pytest.raises(Required):
            await stop_bulk_invite(COMMAND_LINE, bulk_invite_id, " ")
        with pytest.raises(NotFound):
            await stop_bulk_invite(COMMAND_LINE, uuid4(), "why")
        assert await value("SELECT count(*) FROM operator_acts") == 0
        assert (await job(bulk_invite_id)).status is Status.VALIDATING
