"""The email worker's process: what wakes it, what it repeats, and what it does not fall for."""

import asyncio
import logging
import pickle
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from arq.connections import ArqRedis
from arq.constants import job_key_prefix

from app.email_kinds import EMAIL_KINDS
from app.jobs import EMAIL_QUEUE, SEND_EMAILS
from app.mail import SmtpMailer
from app.runtime import connect_redis
from app.settings import Settings
from tests.support.email_worker_processes import Outgoing
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import PATIENCE_SECONDS
from workers import process
from workers.context import WorkerContext
from workers.settings import WORKERS, Schedule

LONGEST_RECOVERY_SECONDS = 45


class Trap:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


@pytest.fixture
async def outgoing(database: None, environment: dict[str, str]) -> AsyncIterator[Outgoing]:
    """Workers that look for work once a minute, unless they are woken."""
    async with ScriptedSmtpServer() as server:
        opened = Outgoing(environment, server)
        await opened.start_worker(EMAIL_POLL_SECONDS="60")
        await opened.until("SELECT EXISTS (SELECT FROM worker_heartbeats)")
        yield opened
        opened.kill_workers()


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[ArqRedis]:
    connection = connect_redis(settings)
    await connection.flushdb()
    yield connection
    await connection.aclose(close_connection_pool=True)


async def wake(redis: ArqRedis) -> None:
    await redis.enqueue_job(SEND_EMAILS.job, _job_id=SEND_EMAILS.job, _queue_name=SEND_EMAILS.queue)


class TestWakeUps:
    async def test_a_wake_up_sends_what_is_due(self, outgoing: Outgoing, redis: ArqRedis) -> None:
        await outgoing.queue(20)
        await wake(redis)
        await outgoing.taken(20)

    async def test_a_pickled_job_is_refused_unopened_and_stops_nothing(
        self, outgoing: Outgoing, redis: ArqRedis, tmp_path: Path
    ) -> None:
        sprung = tmp_path / "sprung"
        await redis.set(f"{job_key_prefix}trap", pickle.dumps(Trap(sprung)))
        await redis.zadd(EMAIL_QUEUE, {"trap": 1})
        await outgoing.queue(1)
        await wake(redis)
        await outgoing.taken(1)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await redis.zcard(EMAIL_QUEUE):  # noqa: ASYNC110 - another process does the work
                await asyncio.sleep(0.02)
        assert not sprung.exists()
        assert outgoing.workers[0].process.poll() is None


class TestSchedules:
    async def test_a_task_that_keeps_failing_is_kept_on_trying(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        """For hours: two thousand times with ten seconds between them."""
        caplog.set_level(logging.CRITICAL, process.logger.name)
        context = WorkerContext("test", settings, SmtpMailer(settings.smtp, 1, 1), EMAIL_KINDS)
        tries = 0

        async def fail(_: WorkerContext) -> None:
            nonlocal tries
            tries += 1
            if tries == 2000:
                context.stopping.set()
            raise ConnectionRefusedError("away")

        await asyncio.wait_for(process._repeat(Schedule(fail, 60), context, first_back_off=0), PATIENCE_SECONDS)
        assert tries == 2000

    async def test_a_task_that_ends_as_if_it_was_canceled_is_tried_again(self, settings: Settings) -> None:
        """As where it waits for what somebody else cancels: nobody has asked the schedule to end."""
        context = WorkerContext("test", settings, SmtpMailer(settings.smtp, 1, 1), EMAIL_KINDS)
        tries = 0

        async def wait_for_what_is_canceled(_: WorkerContext) -> None:
            nonlocal tries
            tries += 1
            if tries == 2:
                context.stopping.set()
            awaited: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            awaited.cancel()
            await awaited

        schedule = Schedule(wait_for_what_is_canceled, 60)
        await asyncio.wait_for(process._repeat(schedule, context, first_back_off=0), PATIENCE_SECONDS)
        assert tries == 2
        (report,) = context.schedule_runs.reports(is_working=False)
        assert report.error is not None
        assert report.error.startswith("CancelledError")

    async def test_one_that_is_canceled_ends(self, settings: Settings) -> None:
        context = WorkerContext("test", settings, SmtpMailer(settings.smtp, 1, 1), EMAIL_KINDS)
        began = asyncio.Event()

        async def work(_: WorkerContext) -> None:
            began.set()
            await asyncio.Event().wait()

        repeating = asyncio.create_task(process._repeat(Schedule(work, 60), context))
        await began.wait()
        repeating.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(repeating, PATIENCE_SECONDS)

    def test_a_killed_workers_emails_are_sent_by_another_within_the_promised_time(self, settings: Settings) -> None:
        (sweep,) = (
            each for each in WORKERS["email"](settings).schedules if each.task.__name__ == "recover_expired_leases"
        )
        assert settings.email_lease_seconds + sweep.seconds + settings.email_poll_seconds < LONGEST_RECOVERY_SECONDS
