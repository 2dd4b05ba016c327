"""Whatever statement changes the tables, also one by hand: what it did is counted."""

from uuid import uuid4

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.database.sql import copy_in, rows, value
from app.database.transaction import transaction
from app.queues.counts import find_counts
from app.queues.names import QueueName
from tests.support.bulk_uploads import lines, upload, work
from tests.support.delivery_queue import queue_one
from tests.support.factories import make_admin
from tests.support.many_deliveries import insert_deliveries
from tests.support.queue_counts import add_up_all, differences

pytestmark = pytest.mark.usefixtures("database")
COLUMNS = ("id", "kind", "subject_id", "generation", "message_id", "priority", "status", "attempt_count", "retry_count")
NEW = "SELECT uuidv7(), 'letter', gen_random_uuid(), 1, gen_random_uuid()::text, 0, 'queued', 0, 0"


async def entered() -> dict[str, int]:
    found = await rows("SELECT state, sum(entered)::int AS n FROM queue_count_changes GROUP BY state")
    return {each["state"]: each["n"] for each in found if each["n"]}


async def test_copied_in() -> None:
    await copy_in(
        "deliveries",
        COLUMNS,
        [
            (uuid4(), "letter", uuid4(), 1, f"<{number}@x>", 0, status, 0, 0)
            for number, status in enumerate(("queued", "sent"))
        ],
    )
    assert await differences() == []
    assert await entered() == {"queued": 1, "sent": 1}


async def test_inserted_or_updated_by_one_statement() -> None:
    there = await queue_one()
    await rows(
        f"""
        INSERT INTO deliveries ({", ".join(COLUMNS)}) ({NEW} UNION ALL {NEW.replace("uuidv7()", "$1::uuid")})
        ON CONFLICT (id) DO UPDATE SET status = 'failed'
        """,
        there,
    )
    assert await differences() == []
    assert await entered() == {"queued": 2, "failed": 1}


async def test_merged() -> None:
    deleted, updated = await queue_one(), await queue_one()
    await rows(
        f"""
        MERGE INTO deliveries d USING (VALUES ($1::uuid), ($2::uuid), (NULL)) AS given (id) ON d.id = given.id
         WHEN MATCHED AND d.id = $1 THEN DELETE
         WHEN MATCHED THEN UPDATE SET status = 'failed'
         WHEN NOT MATCHED THEN INSERT ({", ".join(COLUMNS)})
                               VALUES ({NEW.removeprefix("SELECT ")})
        """,
        deleted,
        updated,
    )
    assert await value("SELECT count(*) FROM deliveries") == 2
    assert await differences() == []


async def test_updated_twice_and_deleted_by_parts_of_one_statement() -> None:
    ids = [await queue_one() for _ in range(6)]
    await rows(
        """
        WITH failed AS (UPDATE deliveries SET status = 'failed' WHERE id = ANY ($1)),
             sent AS (UPDATE deliveries SET status = 'sent' WHERE id = ANY ($2))
        DELETE FROM deliveries WHERE id = ANY ($3)
        """,
        ids[:2],
        ids[2:4],
        ids[4:5],
    )
    assert await differences() == []
    assert await entered() == {"queued": 6, "failed": 2, "sent": 2}


async def test_many_at_once_in_a_session_that_has_changed_one_before() -> None:
    """A statement that reads each row for each other row is canceled before it ends."""
    await insert_deliveries(20_000, "deferred")
    async with transaction():
        await rows("UPDATE deliveries SET status = 'unknown' WHERE id = (SELECT id FROM deliveries LIMIT 1)")
        await rows("UPDATE deliveries SET due_at = now()")
        await rows("UPDATE deliveries SET status = 'failed'")
    assert await differences() == []
    assert await entered() == {"deferred": 20_000, "unknown": 1, "failed": 20_000}


async def test_deleted_with_what_they_belong_to() -> None:
    admin = await make_admin()
    await upload(admin, lines(["p1@example.com,Analyst,"]))
    await rows("TRUNCATE organizations CASCADE")
    assert not any((await find_counts())[QueueName.BULK].values())


@pytest.mark.parametrize("is_added_up", [False, True])
async def test_truncated(is_added_up: bool) -> None:
    admin = await make_admin()
    sent = await upload(admin, lines(["p1@example.com,Analyst,"]))
    await work()
    await send_bulk_invite(admin, sent)
    await work()
    await queue_one()
    if is_added_up:
        await add_up_all()
    await rows("TRUNCATE deliveries CASCADE")
    assert await differences() == []
    counts = await find_counts()
    assert not any(counts[QueueName.EMAIL].values())
    assert counts[QueueName.BULK]["completed"] == 1
    await queue_one()
    assert await differences() == []
