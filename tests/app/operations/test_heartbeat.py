"""The heartbeats of workers."""

from app.database.sql import rows, value
from app.operations.actions import record_heartbeat
from app.operations.queries import find_workers


class TestHeartbeat:
    async def test_a_worker_has_one_row_however_often_it_records_its_heartbeat(self, database: None) -> None:
        await record_heartbeat("email@one:7:aa", "email", "one")
        await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '1 minute'")
        await record_heartbeat("email@one:7:aa", "email", "one")
        (worker,) = await find_workers("email", "one")
        assert worker.worker == "email@one:7:aa"
        assert worker.silent_seconds < 30

    async def test_workers_of_other_kinds_and_hosts_do_not_count(self, database: None) -> None:
        await record_heartbeat("email@two:7:aa", "email", "two")
        await record_heartbeat("bulk@one:7:aa", "bulk", "one")
        assert await find_workers("email", "one") == []

    async def test_a_worker_that_was_silent_for_a_day_is_deleted(self, database: None) -> None:
        await record_heartbeat("email@one:7:aa", "email", "one")
        await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '25 hours'")
        await record_heartbeat("email@one:8:bb", "email", "one")
        assert await value("SELECT count(*) FROM worker_heartbeats") == 1
