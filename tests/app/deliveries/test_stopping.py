"""A worker that is to stop, and one that is made to."""

import asyncio

import asyncpg

from app.database.sql import value
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.delivery_queue import delivery_of, outcomes
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import CONNECTIONS, EmailWorker
from tests.support.row_locks import WAITING, LockQueue
from tests.support.waiting import PATIENCE_SECONDS


async def half_way(email_worker: EmailWorker, admin: Actor) -> tuple[asyncio.Task[int], list[dict[str, object]]]:
    """Two emails of which the mail server has everything but says nothing, and two waiting for a connection."""
    email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 2})
    invited = [await make_invitation(admin) for _ in range(4)]
    email_worker.server.hold("dot")
    sending = asyncio.create_task(email_worker.deliver())
    await email_worker.server.reached("dot", 2)
    claimed = [await delivery_of(each) for each in invited]
    assert [each["status"] for each in claimed] == ["sending"] * 4
    return sending, claimed


async def statuses(invited: list[dict[str, object]]) -> list[str]:
    found = [await delivery_of(each["subject_id"]) for each in invited]  # type: ignore[arg-type]
    return sorted(each["status"] for each in found)


class TestDraining:
    async def test_what_has_begun_is_finished_and_the_rest_given_back_at_once(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        sending, invited = await half_way(email_worker, admin)
        email_worker.sender.stopping.set()
        email_worker.sender.wake.set()
        while await statuses(invited) != ["queued", "queued", "sending", "sending"]:
            assert not sending.done()
        email_worker.server.release("dot")
        await sending
        assert await statuses(invited) == ["queued", "queued", "sent", "sent"]
        assert email_worker.server.copies.total() == 2

    async def test_nothing_is_claimed_any_more(self, email_worker: EmailWorker, admin: Actor) -> None:
        invited = await make_invitation(admin)
        email_worker.sender.stopping.set()
        assert await email_worker.deliver() == 0
        assert (await delivery_of(invited))["status"] == "queued"


class TestSlowedDown:
    async def test_what_an_operator_now_lets_begin_much_later_is_given_back(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        """Else an email of more urgency would wait for it, and other workers would be idle."""
        sending, invited = await half_way(email_worker, admin)
        email_worker.sender.limit.per_minute = 0.01
        email_worker.sender.wake.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await statuses(invited) != ["queued", "queued", "sending", "sending"]:
                assert not sending.done()
        email_worker.server.release("dot")
        assert await asyncio.wait_for(sending, PATIENCE_SECONDS) == 4
        assert await statuses(invited) == ["queued", "queued", "sent", "sent"]

    async def test_what_is_being_given_back_is_not_begun_meanwhile(
        self, email_worker: EmailWorker, admin: Actor, lock_queue: LockQueue
    ) -> None:
        """Else it could be sent by this worker and by the next one."""
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 4})
        email_worker.sender.revalidate_after_seconds = PATIENCE_SECONDS
        for number in range(8):
            await make_invitation(admin, f"{number}@acme.example")
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot", CONNECTIONS)
        await lock_queue.holder.execute("SELECT FROM deliveries FOR UPDATE")
        email_worker.sender.limit.allowed = 1
        email_worker.sender.wake.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await value(WAITING):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.01)
            email_worker.server.release("dot")
            await email_worker.server.until(lambda: len(email_worker.server.taken) >= 6)
            while email_worker.sender.running:  # noqa: ASYNC110 - the worker tells nobody
                await asyncio.sleep(0.01)
        assert len(email_worker.server.taken) == 6
        email_worker.sender.limit.allowed = None
        await lock_queue.let_go()
        await asyncio.wait_for(sending, PATIENCE_SECONDS)
        assert email_worker.server.copies == {f"{number}@acme.example": 1 for number in range(8)}


class TestCutShort:
    async def test_a_result_that_is_being_recorded_still_is(
        self, email_worker: EmailWorker, admin: Actor, migrated: str
    ) -> None:
        invited = await make_invitation(admin)
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        elsewhere = await asyncpg.connect(migrated)
        async with elsewhere.transaction():
            await elsewhere.execute("SELECT id FROM deliveries FOR UPDATE")
            email_worker.server.release("dot")
            while not await elsewhere.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ):
                assert not sending.done()
            sending.cancel()
        await elsewhere.close()
        await asyncio.gather(sending, return_exceptions=True)
        row = await delivery_of(invited)
        assert (row["status"], await outcomes(row["id"])) == ("sent", ["accepted"])

    async def test_what_was_under_way_is_unknown_and_the_rest_given_back(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        sending, invited = await half_way(email_worker, admin)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert sending.cancelled()
        assert await statuses(invited) == ["queued", "queued", "unknown", "unknown"]
        found = [await outcomes(each["id"]) for each in invited]  # type: ignore[arg-type]
        assert sorted(found) == [[], [], ["unknown"], ["unknown"]]
