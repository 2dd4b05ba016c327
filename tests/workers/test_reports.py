"""What a worker process says of itself while it works, and while it hangs."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

import pytest

from app.bulk_invites.worker import loop
from app.bulk_invites.worker.leases import Lease
from app.database.sql import rows, value
from app.email_kinds import EMAIL_KINDS
from app.mail import SmtpMailer
from app.operations.schedules import list_schedules
from app.operations.workers import list_workers
from app.queues.running_jobs import RunningJobs
from app.settings import Settings
from app.version import VERSION
from tests.support.bulk_uploads import lines, upload, work
from tests.support.email_worker_processes import Outgoing
from tests.support.factories import make_admin
from tests.support.manual_clock import ManualClock
from tests.support.smtp_server import ScriptedSmtpServer
from workers import process
from workers.context import WorkerContext
from workers.heartbeat import heartbeat_of
from workers.schedule_runs import ScheduleRuns
from workers.settings import WORKERS, Schedule

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def context(settings: Settings) -> WorkerContext:
    return WorkerContext("email@one:7:aa", settings, SmtpMailer(settings.smtp, 1, 1), EMAIL_KINDS)


async def test_a_process_names_its_version_its_schedules_and_the_emails_that_it_sends(
    environment: Mapping[str, str], settings: Settings
) -> None:
    async with ScriptedSmtpServer() as server:
        server.hold("dot")
        outgoing = Outgoing(environment, server)
        await outgoing.queue(2)
        await outgoing.start_worker()
        await outgoing.until(
            "SELECT EXISTS (SELECT FROM worker_heartbeats WHERE running->>'count' = '2')"
            " AND EXISTS (SELECT FROM schedule_runs WHERE name = 'expire_invitations')"
        )
        (worker,) = await list_workers()
        outgoing.kill_workers()
    sending = {each["id"] for each in await rows("SELECT id FROM deliveries")}
    assert (worker.queue, worker.version, worker.is_alive) == ("email", VERSION, True)
    assert {(each.name, each.subject_id) for each in worker.running} == {("send", each) for each in sending}
    known = {each.task.__name__ for each in WORKERS["email"](settings).schedules}
    reported = await list_schedules()
    assert {each.name for each in reported} == known
    assert not any(each.is_late for each in reported)


async def test_a_schedule_that_hangs_is_late(context: WorkerContext) -> None:
    hangs = asyncio.Event()
    clock = ManualClock()
    context.schedule_runs = ScheduleRuns(clock.now)

    async def hang(_: WorkerContext) -> None:
        hangs.set()
        await asyncio.Event().wait()

    repeating = asyncio.create_task(process._repeat(Schedule(hang, 60), context))
    await hangs.wait()
    clock.advance(31)
    await heartbeat_of("email")(context)
    repeating.cancel()
    (found,) = await list_schedules()
    assert (found.name, found.worker, found.is_late) == ("hang", "email@one:7:aa", True)


async def test_a_run_of_months_is_reported(context: WorkerContext) -> None:
    clock = ManualClock()
    context.schedule_runs = ScheduleRuns(clock.now)
    run = context.schedule_runs.add("send_due", 1, lasts=True)
    run.begin()
    clock.advance(60 * 24 * 3600)
    run.end(1)
    await heartbeat_of("email")(context)
    (found,) = await list_schedules()
    assert found.duration_ms > 24 * 24 * 3600 * 1000


async def test_a_schedule_that_fails_says_where_and_not_what(context: WorkerContext) -> None:
    async def fail(_: WorkerContext) -> None:
        context.stopping.set()
        raise LookupError("ada@example.com")

    await process._repeat(Schedule(fail, 60), context)
    await heartbeat_of("email")(context)
    (found,) = await list_schedules()
    assert found.last_error is not None
    assert found.last_error.startswith("LookupError in tests/workers/test_reports.py, line ")
    assert "ada@" not in await value("SELECT to_jsonb(schedule_runs)::text FROM schedule_runs")


@pytest.mark.parametrize("phase", ["validate", "send"])
async def test_a_bulk_invite_is_named_with_its_phase_while_it_is_worked_on(
    phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = RunningJobs()
    seen: list[tuple[str, UUID]] = []
    original = getattr(loop, phase)

    async def look(lease: Lease, stopping: asyncio.Event, chunk_rows: int) -> None:
        seen.extend((each.name, each.subject_id) for each in jobs)
        await original(lease, stopping, chunk_rows)

    monkeypatch.setattr(loop, phase, look)
    bulk_invite_id = await upload(await make_admin(), lines(["ada@example.com,Analyst,"]), is_reviewed=False)
    await work(running=jobs)
    assert seen == [(phase, bulk_invite_id)]
    assert len(jobs) == 0
