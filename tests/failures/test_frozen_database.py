"""PostgreSQL hangs: it takes connections and answers nothing."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx2
import pytest

from app.database.migrate import migrate
from tests.failures.conftest import Servers
from tests.support.frozen_programs import frozen
from tests.support.product_processes import web_process
from tests.support.waiting import PATIENCE_SECONDS

HEALTH_SECONDS = 10.0
QUICK = {"DATABASE_CONNECT_SECONDS": "1", "DATABASE_STATEMENT_SECONDS": "1"}
# A wait for the pool, a statement and its cancellation, and as much again on a busy machine.
ANSWER_SECONDS = 20.0
SIGN_IN = {"query": 'mutation { signIn(input: {email: "ada@acme.example", password: "not hers"}) { errors { code } } }'}


@pytest.fixture
async def web(migrated_servers: Servers) -> AsyncIterator[httpx2.AsyncClient]:
    with web_process(migrated_servers.environment | QUICK) as address:
        async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) as client:
            yield client


async def health(web: httpx2.AsyncClient) -> tuple[int, float]:
    began = time.monotonic()
    answer = await web.get("/health")
    return answer.status_code, time.monotonic() - began


async def until_healthy(web: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await health(web))[0] != 200:  # noqa: ASYNC110 - nobody tells when it is
            await asyncio.sleep(0.05)


async def test_everybody_is_told_soon_and_it_goes_on_by_itself(web: httpx2.AsyncClient, servers: Servers) -> None:
    assert (await web.post("/graphql", json=SIGN_IN)).json()["data"]["signIn"]["errors"] == [
        {"code": "INVALID_CREDENTIALS"}
    ]
    with frozen(servers.postgres):
        began = time.monotonic()
        asked = asyncio.gather(*(web.post("/graphql", json=SIGN_IN) for _ in range(16)))
        status, seconds = await health(web)
        answers = await asked
        waited = time.monotonic() - began
    assert status == 503
    assert seconds < HEALTH_SECONDS
    assert waited < ANSWER_SECONDS
    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNAVAILABLE"
    await until_healthy(web)
    assert (await web.post("/graphql", json=SIGN_IN)).status_code == 200


@pytest.fixture
async def unfinished(servers: Servers) -> AsyncIterator[str]:
    """The address of a database of its own on the server that freezes. It lacks an index."""
    url = urlsplit(servers.environment["DATABASE_URL"])
    server = await asyncpg.connect(url._replace(path="/postgres").geturl())
    await server.execute("CREATE DATABASE unfinished")
    own = url._replace(path="/unfinished").geturl()
    await migrate(own)
    database = await asyncpg.connect(own)
    await database.execute("DROP INDEX invitations_in_roles")
    await database.close()
    yield own
    await server.execute("DROP DATABASE unfinished WITH (FORCE)")
    await server.close()


async def test_migrate_ends_with_a_sentence_also_while_it_builds_an_index(
    servers: Servers, unfinished: str, root: Path
) -> None:
    """That may take hours; a server that says nothing at all is given up soon."""
    other = await asyncpg.connect(unfinished)
    await other.execute("BEGIN; LOCK TABLE invitations IN ROW EXCLUSIVE MODE")
    migrating = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.cli", "migrate"),
        cwd=root,
        env={**os.environ, **servers.environment, "DATABASE_URL": unfinished},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert migrating.stderr is not None
    said = await asyncio.wait_for(migrating.stderr.readline(), PATIENCE_SECONDS)
    assert said.startswith(b"Waiting for the transaction of process")
    with frozen(servers.postgres):
        _, complaint = await asyncio.wait_for(migrating.communicate(), PATIENCE_SECONDS)
    assert migrating.returncode == 1
    assert b"the server has stopped answering" in complaint
    await other.close()
