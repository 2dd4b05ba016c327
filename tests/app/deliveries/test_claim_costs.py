"""What a claim costs stays what it is, however many emails there are and whatever is paused."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.database.sql import value
from app.deliveries.claims import claim_due
from app.deliveries.parking import BATCH, park_due, release_resumed
from app.queues.names import QueueName
from app.queues.pauses import pause, resume
from tests.support.delivery_queue import queue_one
from tests.support.executed_statements import ExecutedStatements, Statement

pytestmark = pytest.mark.usefixtures("database")
MANY = 100_000
LIMIT = 16
# A claim updates a row, its indexes and its attempt: of 16, so much is read. What it adds is a page here and there.
MORE_PAGES = 200


class Crowd:
    """Very many emails, written over a connection that waits as long as that takes."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def queue(self, domain: str = "a.example", *, is_paused: bool = False) -> None:
        await self._connection.execute(
            """
            INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, recipient_domain, is_paused,
                                    due_at, status, attempt_count, retry_count)
            SELECT uuidv7(), 'letter', uuidv7(), 1, $1 || n, 0, $1, $2,
                   CASE WHEN NOT $2 THEN now() - interval '1 hour' END, 'queued', 0, 0
              FROM generate_series(1, $3::int) n
            """,
            domain,
            is_paused,
            MANY,
        )
        await self.tidy()

    async def tidy(self) -> None:
        """As PostgreSQL does by itself: what was deleted is read no more."""
        await self._connection.execute("VACUUM (ANALYZE) deliveries")


@pytest.fixture
async def crowd(database: None, migrated: str) -> AsyncIterator[Crowd]:
    connection = await asyncpg.connect(migrated)
    yield Crowd(connection)
    await connection.close()


async def claim_statement(executed: ExecutedStatements) -> Statement:
    executed.clear()
    await claim_due("test", LIMIT, 30)
    (statement,) = executed
    return statement


async def pages_read(statement: Statement) -> int:
    plan = await statement.explain()
    return int(plan[0]["Shared Hit Blocks"] + plan[0]["Shared Read Blocks"])


@pytest.fixture
async def few_pages(executed: ExecutedStatements) -> int:
    """What the claim of as many costs where there are no others."""
    for _ in range(2 * LIMIT):
        await queue_one(domain="b.example")
    return await pages_read(await claim_statement(executed))


async def test_without_a_pause(few_pages: int, executed: ExecutedStatements, crowd: Crowd) -> None:
    await crowd.queue()
    assert await pages_read(await claim_statement(executed)) < few_pages + MORE_PAGES


async def test_while_the_domain_at_the_head_of_the_queue_is_paused(
    few_pages: int, executed: ExecutedStatements, crowd: Crowd
) -> None:
    await crowd.queue()
    await pause(QueueName.EMAIL, "a.example", "down", "Ada")
    assert await pages_read(await claim_statement(executed)) < few_pages + MORE_PAGES


async def test_while_as_many_are_parked(few_pages: int, executed: ExecutedStatements, crowd: Crowd) -> None:
    await pause(QueueName.EMAIL, "a.example", "down", "Ada")
    await crowd.queue(is_paused=True)
    for _ in range(2 * LIMIT):
        await queue_one(domain="b.example")
    assert await pages_read(await claim_statement(executed)) < few_pages + MORE_PAGES
    assert await value("SELECT count(*) FROM deliveries WHERE status = 'sending'") == 4 * LIMIT
    assert await value("SELECT count(*) FROM deliveries WHERE is_paused") == MANY


async def test_while_all_are_paused(few_pages: int, executed: ExecutedStatements, crowd: Crowd) -> None:
    await crowd.queue()
    await pause(QueueName.EMAIL, None, "down", "Ada")
    assert await pages_read(await claim_statement(executed)) < few_pages


async def test_a_look_for_what_is_to_be_parked_or_released_reads_a_batch_at_most(
    executed: ExecutedStatements, crowd: Crowd
) -> None:
    await crowd.queue(is_paused=True)
    await pause(QueueName.EMAIL, "a.example", "down", "Ada")
    for look in (park_due, release_resumed):
        executed.clear()
        assert await look() == 0
        (statement,) = executed
        assert await pages_read(statement) < 50
    await resume(QueueName.EMAIL, "a.example")
    executed.clear()
    assert await release_resumed() == BATCH
    (statement,) = executed
    assert sum(node["Actual Rows"] for node in await statement.explain() if node["Node Type"] == "Limit") <= 3 * BATCH
