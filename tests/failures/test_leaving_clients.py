"""A client that leaves while its query runs: the database does not go on with it."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import asyncpg
import httpx2
import pytest

from app.database.sql import value
from tests.support.factories import make_admin, token_of
from tests.support.product_processes import web_process
from tests.support.waiting import PATIENCE_SECONDS

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass"
QUERY = "{ invitedUsers(first: 10) { edges { node { email } } } }"
UPDATE = 'mutation { createGroup(input: {name: "Field"}) { group { name } errors { code } } }'


@pytest.fixture
async def web(environment: Mapping[str, str], database: None) -> AsyncIterator[httpx2.AsyncClient]:
    """Statements may take very long here."""
    token = await token_of(await make_admin())
    with web_process({**environment, "DATABASE_STATEMENT_SECONDS": "600"}) as address:
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=PATIENCE_SECONDS) as client:
            yield client


async def until(waiting: int, table: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await value(WAITING, table) != waiting:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)


async def leave_while_waiting(web: httpx2.AsyncClient, migrated: str, query: str, table: str, left: int) -> None:
    """Leaves while the statement waits for a lock, and looks how many statements wait for it afterwards."""
    holder = await asyncpg.connect(migrated)
    try:
        await holder.execute(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        asking = asyncio.create_task(web.post("/graphql", json={"query": query}))
        await until(1, table)
        asking.cancel()
        await asyncio.wait([asking])
        await until(left, table)
    finally:
        await holder.close()


async def test_a_query_ends_in_the_database_too(web: httpx2.AsyncClient, migrated: str) -> None:
    await leave_while_waiting(web, migrated, QUERY, "invitations", left=0)
    answer = await web.post("/graphql", json={"query": QUERY})
    assert answer.json() == {"data": {"invitedUsers": {"edges": []}}}


async def test_a_mutation_is_done_to_its_end(web: httpx2.AsyncClient, migrated: str) -> None:
    await leave_while_waiting(web, migrated, UPDATE, "groups", left=1)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await value("SELECT count(*) FROM groups WHERE name = 'Field'"):  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.02)
