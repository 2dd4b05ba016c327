"""The heartbeats of workers, and what they say of what runs and of schedules."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.database.sql import rows, value
from app.operations.actions import record_heartbeat, remove_heartbeat
from app.operations.queries import find_workers
from app.operations.schedules import ScheduleRecord, ScheduleReport, list_schedules
from app.operations.workers import MAX_TASKS, list_workers, write_running
from app.queues.running_jobs import RunningJobs
from tests.support.executed_statements import ExecutedStatements
from tests.support.manual_clock import ManualClock

PURGE = ScheduleReport("purge", 3600, started_in=-10, duration_ms=700, next_in=3590)
pytestmark = pytest.mark.usefixtures("database")


class TestHeartbeat:
    async def test_a_worker_has_one_row_however_often_it_records_its_heartbeat(self) -> None:
        await record_heartbeat("email@one:7:aa", "email", "one")
        await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '1 minute'")
        await record_heartbeat("email@one:7:aa", "email", "one")
        (worker,) = await find_workers("email", "one")
        assert worker.worker == "email@one:7:aa"
        assert worker.silent_seconds < 30

    async def test_workers_of_other_kinds_and_hosts_do_not_count(self) -> None:
        await record_heartbeat("email@two:7:aa", "email", "two")
        await record_heartbeat("bulk@one:7:aa", "bulk", "one")
        assert await find_workers("email", "one") == []

    async def test_a_worker_that_was_silent_for_a_day_is_deleted(self) -> None:
        await record_heartbeat("email@one:7:aa", "email", "one")
        await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '25 hours'")
        await record_heartbeat("email@one:8:bb", "email", "one")
        assert await value("SELECT count(*) FROM worker_heartbeats") == 1

    async def test_all_that_it_says_is_one_statement(self, executed: ExecutedStatements) -> None:
        reports = [replace(PURGE, name=f"schedule {number}") for number in range(9)]
        executed.clear()
        await record_heartbeat("bulk@one:7:aa", "bulk", "one", version="1.0", running="{}", schedules=reports)
        assert len(list(executed)) == 1
        assert len(await list_schedules()) == 9


class TestWorkers:
    async def test_live_ones_come_first_and_a_silent_one_is_told_apart(self) -> None:
        for name, seconds in (("aa", 31), ("bb", 1), ("cc", 86_500)):
            await record_heartbeat(name, "email", "one", version="1.2.3")
            await rows(
                "UPDATE worker_heartbeats SET seen_at = now() - make_interval(secs => $1) WHERE worker = $2",
                float(seconds),
                name,
            )
        found = [(each.worker, each.is_alive, each.version) for each in await list_workers()]
        assert found == [("bb", True, "1.2.3"), ("aa", False, "1.2.3")]

    async def test_what_runs_has_the_time_it_began_by_the_database(self) -> None:
        clock = ManualClock()
        jobs = RunningJobs(clock.now)
        delivery_id = uuid4()
        with jobs.job("send", delivery_id):
            clock.advance(12)
            await record_heartbeat("email@one:7:aa", "email", "one", running=write_running(jobs))
        (worker,) = await list_workers()
        (task,) = worker.running
        assert (task.name, task.subject_id, worker.running_count) == ("send", delivery_id, 1)
        assert (worker.seen_at - task.started_at).total_seconds() == 12
        await record_heartbeat("email@one:7:aa", "email", "one", running=write_running(jobs))
        (worker,) = await list_workers()
        assert (worker.running, worker.running_count) == ([], 0)

    async def test_of_many_jobs_the_longest_are_named_and_all_are_counted(self) -> None:
        jobs = RunningJobs()
        ids = [uuid4() for _ in range(MAX_TASKS + 5)]
        contexts = [jobs.job("send", each) for each in ids]
        for each in contexts:
            each.__enter__()
        await record_heartbeat("email@one:7:aa", "email", "one", running=write_running(jobs))
        (worker,) = await list_workers()
        assert [each.subject_id for each in worker.running] == ids[:MAX_TASKS]
        assert worker.running_count == MAX_TASKS + 5

    async def test_a_worker_of_an_earlier_version_says_nothing_of_it(self) -> None:
        await rows("INSERT INTO worker_heartbeats (worker, kind, host) VALUES ('email@one:7:aa', 'email', 'one')")
        (worker,) = await list_workers()
        assert (worker.version, worker.running, worker.running_count) == (None, [], 0)


async def beat(worker: str, *reports: ScheduleReport) -> None:
    await record_heartbeat(worker, "bulk", "one", schedules=reports)


async def purge() -> ScheduleRecord:
    (found,) = [each for each in await list_schedules() if each.name == "purge"]
    return found


class TestSchedules:
    async def test_times_are_the_database_s(self) -> None:
        await beat("bulk@one:1:aa", PURGE)
        found = await purge()
        now = await value("SELECT seen_at FROM worker_heartbeats")
        assert (found.started_at - now).total_seconds() == -10
        assert (found.next_run_at - now).total_seconds() == 3590
        assert (found.duration_ms, found.interval_seconds, found.is_late) == (700, 3600, False)
        assert (found.last_error, found.last_error_at) == (None, None)

    async def test_a_worker_that_hangs_in_it_stays_to_be_seen_beside_one_that_does_not(self) -> None:
        await beat("bulk@one:1:aa", replace(PURGE, next_in=-31))
        assert (await purge()).is_late
        await beat("bulk@one:2:bb", PURGE)
        found = await purge()
        assert (found.worker, found.is_late) == ("bulk@one:1:aa", True)
        await beat("bulk@one:3:cc", replace(PURGE, next_in=-50))
        assert (await purge()).worker == "bulk@one:3:cc"

    @pytest.mark.parametrize("is_killed", [False, True])
    async def test_a_worker_that_is_gone_leaves_it_to_the_others(self, *, is_killed: bool) -> None:
        await beat("bulk@one:1:aa", replace(PURGE, next_in=-31))
        if is_killed:
            await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '31 seconds'")
        else:
            await remove_heartbeat("bulk@one:1:aa")
        await beat("bulk@one:2:bb", PURGE)
        found = await purge()
        assert (found.worker, found.is_late) == ("bulk@one:2:bb", False)

    async def test_the_last_error_stays_when_it_runs_well_again_and_when_the_worker_is_another(self) -> None:
        await beat("bulk@one:1:aa", replace(PURGE, error="OSError in app/x.py, line 7", error_in=-5.0))
        await beat("bulk@one:2:bb", replace(PURGE, error="ValueError", error_in=-500.0))
        await beat("bulk@one:2:bb", PURGE)
        found = await purge()
        assert (found.last_error, found.worker) == ("OSError in app/x.py, line 7", "bulk@one:2:bb")
        await beat("bulk@one:2:bb", replace(PURGE, error="KeyError", error_in=0.0))
        assert (await purge()).last_error == "KeyError"

    async def test_one_that_no_longer_exists_goes_after_a_day(self) -> None:
        former = replace(PURGE, name="former")
        await beat("bulk@one:1:aa", PURGE, former, replace(former, name="another"))
        await record_heartbeat("email@one:1:aa", "email", "one", schedules=[former])
        await rows("UPDATE schedule_runs SET next_run_at = now() - interval '25 hours' WHERE name <> 'another'")
        await beat("bulk@one:1:aa", PURGE)
        assert [(each.queue, each.name) for each in await list_schedules()] == [
            ("email", "former"),
            ("bulk", "another"),
            ("bulk", "purge"),
        ]
