"""Who may send an email."""

import asyncio

import asyncpg
import pytest

from app.database.sql import rows, value
from app.deliveries.actions import BULK
from app.deliveries.claims import Claim, claim_due, record_cancellation, release, renew_leases
from app.deliveries.outcomes import record_accepted, record_expired_leases, record_failure
from app.mail import AttemptOutcome, AttemptResult
from tests.support.delivery_queue import delivery, let_leases_lapse, make_due, outcomes, queue_one
from tests.support.executed_statements import ExecutedStatements

pytestmark = pytest.mark.usefixtures("database")
LEASE = 30


async def claim(worker: str = "a", limit: int = 10) -> list[Claim]:
    return await claim_due(worker, limit, LEASE)


class TestClaiming:
    async def test_a_claim_is_a_lease_and_an_attempt_before_any_byte_goes_out(self) -> None:
        delivery_id = await queue_one()
        (claimed,) = await claim("worker a")
        row = await delivery(delivery_id)
        assert claimed.delivery_id == delivery_id
        assert (row["status"], row["lease_owner"], row["attempt_count"]) == ("sending", "worker a", 1)
        lease = await value("SELECT extract(epoch FROM lease_until - now())::float FROM deliveries")
        assert 0 < lease <= LEASE
        assert await outcomes(delivery_id) == [None]

    async def test_nobody_gets_what_somebody_has(self) -> None:
        await queue_one()
        assert len(await claim("a")) == 1
        assert await claim("b") == []

    async def test_workers_claiming_at_once_share_without_waiting_or_overlapping(self) -> None:
        for _ in range(40):
            await queue_one()
        shares = await asyncio.gather(*(claim(f"worker {number}", 5) for number in range(8)))
        claimed = [each.delivery_id for share in shares for each in share]
        assert len(claimed) == len(set(claimed)) == 40

    async def test_what_another_transaction_holds_is_passed_over(self, migrated: str) -> None:
        first, second = await queue_one(), await queue_one()
        elsewhere = await asyncpg.connect(migrated)
        async with elsewhere.transaction():
            await elsewhere.execute("SELECT id FROM deliveries WHERE id = $1 FOR UPDATE", first)
            passed_over = await claim()
        await elsewhere.close()
        assert [each.delivery_id for each in passed_over] == [second]

    async def test_what_a_worker_has_under_way_itself_it_passes_over(self) -> None:
        first, second = await queue_one(), await queue_one()
        (claimed,) = await claim_due("a", 10, LEASE, excluded=[first])
        assert claimed.delivery_id == second

    async def test_single_invitations_go_before_bulk_ones(self) -> None:
        await queue_one(BULK)
        single = await queue_one()
        (claimed,) = await claim(limit=1)
        assert claimed.delivery_id == single

    async def test_what_is_due_later_waits(self) -> None:
        delivery_id = await queue_one()
        await rows("UPDATE deliveries SET due_at = now() + interval '1 minute' WHERE id = $1", delivery_id)
        assert await claim() == []

    @pytest.mark.parametrize("due_in", ["1 hour", "-1 hour"])
    async def test_however_many_there_are_a_claim_reads_only_those_it_takes(
        self, due_in: str, executed: ExecutedStatements
    ) -> None:
        executed.clear()
        assert await claim() == []
        (statement,) = executed
        await rows(
            """
            INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, due_at, status,
                                    attempt_count, retry_count)
            SELECT uuidv7(), 'letter', uuidv7(), 1, n::text, 0, now() + $1::text::interval, 'deferred', 1, 1
              FROM generate_series(1, 20000) n
            """,
            due_in,
        )
        await queue_one(BULK)
        await rows("ANALYZE deliveries")
        plan = await statement.explain()
        of_deliveries = [node for node in plan if node.get("Relation Name") == "deliveries"]
        assert {node["Node Type"] for node in of_deliveries} & {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}
        assert "Seq Scan" not in {node["Node Type"] for node in of_deliveries}
        assert await value("SELECT count(*) FROM deliveries WHERE status = 'sending'") == (
            1 if due_in == "1 hour" else 10
        )


class TestRenewing:
    async def test_keeps_what_one_is_sending(self) -> None:
        await queue_one()
        held = await claim("a")
        await let_leases_lapse()
        assert await renew_leases("a", held, LEASE) == {held[0].delivery_id}
        assert await record_expired_leases(hold_unknown=False) == []

    async def test_does_not_take_back_what_another_worker_took_over(self) -> None:
        await queue_one()
        held = await claim("a")
        await let_leases_lapse()
        await record_expired_leases(hold_unknown=False)
        assert await renew_leases("a", held, LEASE) == set()
        await claim("b")
        assert await renew_leases("a", held, LEASE) == set()

    async def test_does_not_hold_a_later_attempt_of_the_same_worker_for_an_earlier_one(self) -> None:
        await queue_one()
        old = await claim("a")
        await release(old[0])
        await claim("a")
        assert await renew_leases("a", old, LEASE) == set()


class TestReleasing:
    async def test_what_is_given_back_is_due_at_once_and_was_no_attempt(self) -> None:
        delivery_id = await queue_one()
        (claimed,) = await claim()
        await release(claimed)
        row = await delivery(delivery_id)
        assert (row["status"], row["lease_owner"], row["retry_count"]) == ("queued", None, 0)
        assert await outcomes(delivery_id) == []
        assert len(await claim()) == 1

    async def test_what_an_operator_queued_anew_is_queued_still_and_in_no_failure_group(self) -> None:
        """Else 200 emails of a retry failed again in the figures, each time that a worker stops."""
        delivery_id = await queue_one()
        (failed,) = await claim()
        await record_failure(failed, AttemptResult(AttemptOutcome.DEFERRED, 451, "later"))
        await make_due(delivery_id)
        (claimed,) = await claim()
        await release(claimed)
        assert (await delivery(delivery_id))["status"] == "deferred"
        await rows("UPDATE deliveries SET status = 'queued', retry_count = 0, retrying_since = NULL")
        (claimed,) = await claim()
        await release(claimed)
        assert (await delivery(delivery_id))["status"] == "queued"
        assert await outcomes(delivery_id) == ["deferred"]

    async def test_giving_back_twice_does_not_touch_the_next_claim(self) -> None:
        """The first time may have been committed without its worker hearing of it."""
        delivery_id = await queue_one()
        (first,) = await claim("a")
        await release(first)
        (second,) = await claim("b")
        await release(first)
        assert (await delivery(delivery_id))["lease_owner"] == "b"
        await record_accepted([(second, AttemptResult(AttemptOutcome.ACCEPTED, 250, "ok"))])
        assert (await delivery(delivery_id))["status"] == "sent"


class TestCanceling:
    async def test_what_nobody_wants_any_more_is_over_and_was_no_attempt(self) -> None:
        delivery_id = await queue_one()
        (claimed,) = await claim()
        await record_cancellation(claimed)
        row = await delivery(delivery_id)
        assert (row["status"], row["due_at"], row["lease_until"]) == ("canceled", None, None)
        assert await outcomes(delivery_id) == []
