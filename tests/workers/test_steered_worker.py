"""What operators pause and limit, on worker processes that run."""

from collections.abc import AsyncIterator

import pytest

from app.queues.limits import set_limits
from app.queues.names import QueueName
from app.queues.pauses import pause, resume
from tests.support.email_worker_processes import Outgoing
from tests.support.smtp_server import ScriptedSmtpServer

COUNT = 40
PER_MINUTE = 1200


@pytest.fixture
async def outgoing(database: None, environment: dict[str, str]) -> AsyncIterator[Outgoing]:
    async with ScriptedSmtpServer() as server:
        opened = Outgoing(environment, server)
        yield opened
        opened.kill_workers()


async def test_a_domain_waits_for_its_resume_and_then_everybody_gets_one_email(outgoing: Outgoing) -> None:
    """As the release before queues them: without their domain."""
    await pause(QueueName.EMAIL, "acme.example", "down", "Ada")
    await outgoing.queue(COUNT)
    for _ in range(2):
        await outgoing.start_worker()
    await outgoing.until("SELECT bool_and(is_paused AND status = 'queued') FROM deliveries")
    assert outgoing.server.taken == []
    await resume(QueueName.EMAIL, "acme.example")
    await outgoing.everything_is_sent()
    assert await outgoing.duplicates() == 0


async def test_a_rate_set_by_an_operator_holds_from_the_first_email(outgoing: Outgoing) -> None:
    await set_limits(QueueName.EMAIL, None, PER_MINUTE, "Ada")
    await outgoing.queue(COUNT)
    await outgoing.start_worker()
    await outgoing.everything_is_sent()
    (found,) = await outgoing.rows(
        "SELECT extract(epoch FROM max(finished_at) - min(started_at))::float8 FROM delivery_attempts"
    )
    assert found[0] > (COUNT - 4) * 60 / PER_MINUTE
