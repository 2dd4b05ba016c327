"""How PostgreSQL plans the statements about long bulk invites."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.connection import get_connection

from app.bulk_invites.actions import send_bulk_invite
from app.database.connection import CONNECTION
from app.database.sql import rows
from app.database.transaction import transaction
from tests.conftest import POOL_SIZE
from tests.support.bulk_uploads import lines, upload, work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("fresh_connections")
ON_ARRAYS = r"\bemail_key = ANY|\bunnest\b"
PLANS_BEFORE_ONE_MAY_BE_KEPT = 5


@pytest.fixture
async def fresh_connections(database: None) -> None:
    """Replaces the connections of the pool: their plans may come from other tests, which edit single rows."""
    pool = get_connection(CONNECTION)
    assert isinstance(pool, AsyncpgDBClient)
    await pool._expire_connections()


async def plans(kind: str) -> Counter[str]:
    """Returns how often each statement was planned so, `generic` or `custom`, on all connections of the pool."""
    all_are_taken = asyncio.Barrier(POOL_SIZE)

    async def of_one_connection() -> list[dict[str, Any]]:
        async with transaction():
            await all_are_taken.wait()
            return await rows(f"SELECT statement, {kind}_plans AS count FROM pg_prepared_statements")

    counted: Counter[str] = Counter()
    for found in await asyncio.gather(*(of_one_connection() for _ in range(POOL_SIZE))):
        counted.update({each["statement"]: each["count"] for each in found})
    return counted


async def test_no_plan_is_kept_from_when_tables_were_small(executed: ExecutedStatements) -> None:
    """From the sixth time on PostgreSQL may keep one; of statements on arrays it would compare all with all."""
    admin = await make_admin()
    kept_before = await plans("generic")  # other tests run the same statements one at a time
    executed.clear()
    bulk_invite_id = await upload(admin, lines(f"p{number}@example.com,Analyst," for number in range(20)))
    await work(chunk_rows=1)
    await send_bulk_invite(admin, bulk_invite_id)
    await work(chunk_rows=1)
    run = Counter(each.sql for each in executed.matching(ON_ARRAYS))
    repeated = {sql for sql, count in run.items() if count > PLANS_BEFORE_ONE_MAY_BE_KEPT}
    tables = {"users", "bulk_invite_rows", "invitations", "deliveries"}
    assert tables <= {table for sql in repeated for table in tables if f" {table} " in sql}
    custom, kept = await plans("custom"), await plans("generic")
    assert {sql for sql in repeated if custom[sql] < run[sql]} == set()
    assert {sql for sql in repeated if kept[sql] > kept_before[sql]} == set()
