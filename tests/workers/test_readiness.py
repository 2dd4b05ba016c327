"""When a worker says that it is ready: its heartbeat was committed lately, and its loops get on."""

import time

import pytest

from app.database.sql import rows
from app.email_kinds import EMAIL_KINDS
from app.mail import SmtpMailer
from app.settings import Settings
from app.turns import STUCK_SECONDS, Turns
from workers.context import WorkerContext
from workers.heartbeat import heartbeat_of
from workers.readiness import LATE_SECONDS, readiness_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def context(settings: Settings) -> WorkerContext:
    return WorkerContext("email@here", settings, SmtpMailer(settings.smtp, 1, 1.0), EMAIL_KINDS)


async def test_it_is_ready_once_its_first_heartbeat_is_committed(context: WorkerContext, database: None) -> None:
    assert readiness_of(context, Turns()).problem == "no heartbeat written yet"
    await heartbeat_of("email")(context)
    assert readiness_of(context, Turns()).problem is None


async def test_a_heartbeat_that_the_database_refuses_counts_for_nothing(context: WorkerContext, database: None) -> None:
    await rows("ALTER TABLE worker_heartbeats ADD CONSTRAINT refused CHECK (false) NOT VALID")
    try:
        with pytest.raises(Exception, match="refused"):
            await heartbeat_of("email")(context)
    finally:
        await rows("ALTER TABLE worker_heartbeats DROP CONSTRAINT refused")
    assert readiness_of(context, Turns()).problem == "no heartbeat written yet"


def test_it_is_not_ready_when_its_last_heartbeat_is_long_ago(context: WorkerContext) -> None:
    context.heartbeat_at = time.monotonic() - LATE_SECONDS - 1
    assert readiness_of(context, Turns()).problem == f"no heartbeat written for {LATE_SECONDS + 1} seconds"


async def test_it_is_not_ready_while_a_loop_does_not_get_on(context: WorkerContext) -> None:
    context.heartbeat_at = time.monotonic()
    clock = Clock()
    turns = Turns(clock)
    with turns.watched("send_due"):
        clock.now = STUCK_SECONDS + context.settings.database_worker_statement_seconds
        assert readiness_of(context, turns).problem is None
        clock.now += 1
        assert readiness_of(context, turns).problem == "does not get on: send_due"


def test_it_is_not_ready_once_it_is_to_stop(context: WorkerContext) -> None:
    context.heartbeat_at = time.monotonic()
    context.stopping.set()
    assert readiness_of(context, Turns()).problem == "stopping"
