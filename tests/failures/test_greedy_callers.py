"""People who ask for much at once: others are served meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import asyncpg
import httpx2
import pytest

from app.database.sql import value
from tests.support.factories import make_admin, make_member, make_organization, token_of
from tests.support.product_processes import web_process
from tests.support.waiting import PATIENCE_SECONDS

POOL_SIZE = 6
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'invitations'::regclass"
THIRTY_LISTS = "{ " + " ".join(f"a{n}: invitedUsers {{ totalCount }}" for n in range(30)) + " }"


@pytest.fixture
async def web(environment: Mapping[str, str], database: None) -> AsyncIterator[httpx2.AsyncClient]:
    """Statements may take very long here."""
    settings = {"DATABASE_STATEMENT_SECONDS": "600", "DATABASE_POOL_SIZE": str(POOL_SIZE)}
    with web_process({**environment, **settings}) as address:
        async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) as client:
            yield client


@pytest.mark.parametrize(("people", "connections"), [(1, POOL_SIZE // 3), (3, POOL_SIZE // 2)])
async def test_hold_a_share_of_the_database_s_connections(
    web: httpx2.AsyncClient, migrated: str, people: int, connections: int
) -> None:
    organization_id = await make_organization()
    greedy = [await token_of(await make_member(organization_id)) for _ in range(people)]
    neighbour = await token_of(await make_admin())
    holder = await asyncpg.connect(migrated)
    asking: list[asyncio.Task[httpx2.Response]] = []
    try:
        await holder.execute("BEGIN; LOCK TABLE invitations IN ACCESS EXCLUSIVE MODE")
        asking = [asyncio.create_task(ask(web, THIRTY_LISTS, token)) for token in greedy for _ in range(12)]
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await value(WAITING) != connections:  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.02)
        assert (await ask(web, "{ groups { totalCount } }", neighbour)).json() == {
            "data": {"groups": {"totalCount": 0}}
        }
        assert await value(WAITING) == connections
    finally:
        await holder.close()
    for answer in await asyncio.gather(*asking):
        assert answer.json()["data"]["a29"] == {"totalCount": 0}


async def ask(web: httpx2.AsyncClient, query: str, token: str) -> httpx2.Response:
    return await web.post("/graphql", json={"query": query}, headers={"Authorization": f"Bearer {token}"})
