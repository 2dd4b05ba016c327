"""PostgreSQL goes down while emails are being sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.connection import get_connection

from app.database.connection import CONNECTION, CONNECTION_ERRORS
from app.database.retry import retry_while_database_down
from app.database.sql import value
from app.database.transaction import transaction
from app.deliveries import recorder
from app.deliveries.outcomes import record_accepted
from app.mail import AttemptResult
from app.organizations.actor import Actor
from tests.support.delivery_queue import delivery_of, outcomes
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.waiting import PATIENCE_SECONDS

MORE_THAN_THE_POOL_HAS = 30


@pytest.fixture
async def broken_connections(migrated: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Ends this process's connections, as a restart of PostgreSQL does. Later tests get new ones."""

    async def end_connections() -> None:
        server = await asyncpg.connect(migrated)
        await server.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'senturo' AND datname = current_database()
            """
        )
        await server.close()

    yield end_connections
    pool = get_connection(CONNECTION)
    assert isinstance(pool, AsyncpgDBClient)
    await pool._expire_connections()


class TestRecording:
    async def test_a_result_is_recorded_once_the_database_is_back(
        self, email_worker: EmailWorker, admin: Actor, broken_connections: Callable[[], Awaitable[None]]
    ) -> None:
        invited = await make_invitation(admin)
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        await broken_connections()
        email_worker.server.release("dot")
        await sending
        row = await retry_while_database_down(lambda: delivery_of(invited))
        assert (row["status"], await outcomes(row["id"])) == ("sent", ["accepted"])
        assert email_worker.server.copies.total() == 1

    async def test_however_long_it_takes(self) -> None:
        away = iter([ConnectionRefusedError("away")] * 50)

        async def write() -> str:
            for error in away:
                raise error
            return "written"

        assert await retry_while_database_down(write, first_wait_seconds=0.0) == "written"

    async def test_after_a_few_tries_in_vain(
        self, email_worker: EmailWorker, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        invited = await make_invitation(admin)
        away = iter([ConnectionRefusedError("away")] * 3)

        async def record(accepted: list[tuple[object, AttemptResult]]) -> None:
            for error in away:
                raise error
            await record_accepted(accepted)  # type: ignore[arg-type]

        monkeypatch.setattr(recorder, "record_accepted", record)
        await email_worker.deliver()
        assert next(away, None) is None
        row = await delivery_of(invited)
        assert (row["status"], await outcomes(row["id"])) == ("sent", ["accepted"])

    async def test_a_result_that_cannot_be_recorded_stops_no_other(
        self, email_worker: EmailWorker, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, sound = await make_invitation(admin), await make_invitation(admin)

        async def record(accepted: list[tuple[object, AttemptResult]]) -> None:
            if any(claim.subject_id == broken for claim, _ in accepted):  # type: ignore[attr-defined]
                raise ValueError("no such thing")
            await record_accepted(accepted)  # type: ignore[arg-type]

        monkeypatch.setattr(recorder, "record_accepted", record)
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot", 2)
        email_worker.server.release("dot")
        await sending
        assert (await delivery_of(sound))["status"] == "sent"
        assert (await delivery_of(broken))["status"] == "sending"


class TestTransactions:
    async def test_a_begin_that_fails_costs_no_connection_and_is_forgotten(
        self, database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The pool does not always notice in time that a connection is dead."""

        async def begin(connection: TransactionWrapper) -> None:
            raise asyncpg.ConnectionDoesNotExistError("dead")

        with monkeypatch.context() as patched:
            patched.setattr(TransactionWrapper, "begin", begin)
            for _ in range(MORE_THAN_THE_POOL_HAS):
                with pytest.raises(CONNECTION_ERRORS):
                    await asyncio.wait_for(begin_and_end(), PATIENCE_SECONDS)
        assert await value("SELECT 1") == 1
        async with transaction():
            assert await value("SELECT 1") == 1


async def begin_and_end() -> None:
    async with transaction():
        pass
