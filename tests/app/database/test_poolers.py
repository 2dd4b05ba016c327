"""A real PgBouncer between the service and PostgreSQL."""

import asyncio
from collections.abc import Iterator

import pytest

from app.database.asyncpg_client import Client
from app.database.connection import CONNECTION, connect, tortoise_config
from app.database.migrate import migrate
from app.database.poolers import MIXING_POOLER, mixes_prepared_statements, refuse_statement_pooler
from app.database.requirements import UnsuitableDatabaseError
from devserver.postgres import Postgres
from tests.support.pgbouncer import (
    VERSIONS,
    PgBouncer,
    find_pgbouncer,
    find_tracking_pgbouncer,
    running_pgbouncer,
    untracked,
)

CLIENTS = 6
QUERIES = 40


@pytest.fixture(params=VERSIONS)
def program(request: pytest.FixtureRequest) -> str:
    """The path of a PgBouncer."""
    return find_pgbouncer(request.param)


@pytest.fixture
def bouncer(postgres_server: Postgres, program: str) -> Iterator[PgBouncer]:
    with running_pgbouncer(program, postgres_server, **untracked(program)) as bouncer:
        yield bouncer


@pytest.fixture
def name(migrated: str) -> str:
    return migrated.partition("?")[0].rpartition("/")[2]


async def query_from_many_processes(url: str, *, prepared_statements: bool) -> list[int]:
    """Each client numbers its statements from 1 as a process does: the same names are other statements."""

    async def client(number: int) -> int:
        credentials = tortoise_config(url, 1, prepared_statements=prepared_statements)["connections"][CONNECTION]
        client = Client(connection_name=CONNECTION, **credentials["credentials"])
        await client.create_connection(with_db=True)
        wrong = 0
        try:
            for count in range(QUERIES):
                statement = f"SELECT {number * 1000 + count % 5} + $1::int AS sum"
                found = await client.execute_query_dict(statement, [1])
                wrong += found != [{"sum": number * 1000 + count % 5 + 1}]
        finally:
            await client.close()
        return wrong

    return await asyncio.gather(*(client(number) for number in range(CLIENTS)))


class TestTransactionMode:
    async def test_without_tracked_statements_is_refused_before_any_statement(
        self, bouncer: PgBouncer, name: str
    ) -> None:
        assert await mixes_prepared_statements(lambda: connect(bouncer.dsn(name)))
        with pytest.raises(UnsuitableDatabaseError, match="DATABASE_PREPARED_STATEMENTS=off"):
            await query_from_many_processes(bouncer.dsn(name), prepared_statements=True)

    async def test_is_recognised_with_one_server_connection_too(
        self, postgres_server: Postgres, name: str, program: str
    ) -> None:
        with running_pgbouncer(program, postgres_server, default_pool_size="1", **untracked(program)) as bouncer:
            assert await mixes_prepared_statements(lambda: connect(bouncer.dsn(name)))

    async def test_is_recognised_while_others_use_it(self, bouncer: PgBouncer, name: str) -> None:
        url = bouncer.dsn(name)
        busy = asyncio.create_task(query_from_many_processes(url, prepared_statements=False))
        verdicts = [await mixes_prepared_statements(lambda: connect(url)) for _ in range(5)]
        assert await busy == [0] * CLIENTS
        assert verdicts == [True] * 5

    async def test_works_without_prepared_statements(self, bouncer: PgBouncer, name: str) -> None:
        assert await query_from_many_processes(bouncer.dsn(name), prepared_statements=False) == [0] * CLIENTS

    async def test_lets_migrate_work(self, bouncer: PgBouncer, name: str) -> None:
        server = await connect(bouncer.dsn("postgres"))
        await server.execute(f'CREATE DATABASE "{name}_bounced"')
        try:
            await asyncio.gather(*(migrate(bouncer.dsn(f"{name}_bounced")) for _ in range(2)))
        finally:
            await server.execute(f'DROP DATABASE "{name}_bounced" WITH (FORCE)')
            await server.close()

    async def test_with_tracked_statements_works(self, postgres_server: Postgres, name: str) -> None:
        with running_pgbouncer(find_tracking_pgbouncer(), postgres_server, max_prepared_statements="100") as bouncer:
            url = bouncer.dsn(name)
            assert not await mixes_prepared_statements(lambda: connect(url))
            assert await query_from_many_processes(url, prepared_statements=True) == [0] * CLIENTS


class TestSessionMode:
    async def test_is_no_pooler_to_refuse(self, postgres_server: Postgres, name: str, program: str) -> None:
        with running_pgbouncer(program, postgres_server, pool_mode="session", default_pool_size="20") as bouncer:
            url = bouncer.dsn(name)
            assert not await mixes_prepared_statements(lambda: connect(url))
            assert await query_from_many_processes(url, prepared_statements=True) == [0] * CLIENTS


async def test_statement_mode_is_refused_in_a_sentence(postgres_server: Postgres, name: str, program: str) -> None:
    with running_pgbouncer(program, postgres_server, pool_mode="statement") as bouncer:
        connection = await connect(bouncer.dsn(name))
        with pytest.raises(UnsuitableDatabaseError, match="set pool_mode to transaction or session"):
            await refuse_statement_pooler(connection)
        with pytest.raises(UnsuitableDatabaseError, match="set pool_mode to transaction or session"):
            await migrate(bouncer.dsn(name))


async def test_no_pooler_is_not_taken_for_one(migrated: str) -> None:
    assert not await mixes_prepared_statements(lambda: connect(migrated))


def test_the_refusal_says_what_to_set() -> None:
    assert "max_prepared_statements" in MIXING_POOLER
