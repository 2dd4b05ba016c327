"""`migrate`, run as operators run it: more than once, side by side, and on databases of other versions."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from devserver.postgres import Postgres
from tests.contracts.catalog import FILE, describe
from tests.support.waiting import PATIENCE_SECONDS

REFUSAL = (
    ": The database was made by another version, such as an earlier pre-release, and cannot be brought up to date."
    " Use an empty one (with `./dev up`: another folder with --data),"
    " or delete this one if its contents are no longer needed.\n"
)


@dataclass(frozen=True)
class Database:
    """A database of its own, without tables to begin with."""

    url: str
    environment: Mapping[str, str]
    root: Path

    async def migrate(self) -> tuple[int | None, str]:
        """The exit code, and what was written to the error stream."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.cli", "migrate"),
            cwd=self.root,
            env={**self.environment, "DATABASE_URL": self.url},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, complaints = await process.communicate()
        return process.returncode, complaints.decode()

    async def run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url)
        await connection.execute(statement)
        await connection.close()


@pytest.fixture
async def empty(postgres_server: Postgres, environment: dict[str, str], root: Path) -> AsyncIterator[Database]:
    own = environment["DATABASE_URL"].partition("?")[0].rpartition("/")[2]
    name = f"{own}_to_migrate"
    server = await asyncpg.connect(postgres_server.dsn("postgres"))
    await server.execute(f'CREATE DATABASE "{name}"')
    yield Database(postgres_server.dsn(name), environment, root)
    await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await server.close()


async def test_side_by_side_they_make_one_database(empty: Database) -> None:
    for code, complaint in await asyncio.gather(empty.migrate(), empty.migrate()):
        assert code == 0
        assert complaint in {"", "Another `migrate` is at work on this database: waiting until it ends.\n"}
    assert await describe(empty.url) == FILE.read_text(encoding="utf-8")


async def test_a_database_of_an_earlier_pre_release_is_refused_with_what_to_do(empty: Database) -> None:
    await empty.migrate()
    await empty.run(
        "UPDATE tortoise_migrations SET name = '0002_constraints' WHERE name = '0002_beyond_models';"
        " DROP INDEX invitations_waiting"
    )
    before = await describe(empty.url)
    code, complaint = await empty.migrate()
    assert code == 1
    assert complaint.startswith("test_")
    assert complaint.endswith(REFUSAL)
    assert complaint.count("\n") == 1
    assert await describe(empty.url) == before


async def test_a_database_that_a_later_version_has_migrated_further_is_left_as_it_is(empty: Database) -> None:
    """So that going back to an image of the version before does not stop at its `migrate`."""
    await empty.migrate()
    await empty.run(
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('app', '9999_later', now());"
        " CREATE TABLE later ()"
    )
    before = await describe(empty.url)
    assert await empty.migrate() == (
        0,
        "A newer version has migrated the database (9999_later); this version goes on working on it.\n",
    )
    assert await describe(empty.url) == before


async def test_a_database_with_another_encoding_is_refused_and_left_empty(
    empty: Database, postgres_server: Postgres
) -> None:
    name = empty.url.partition("?")[0].rpartition("/")[2]
    server = await asyncpg.connect(postgres_server.dsn("postgres"))
    await server.execute(f'DROP DATABASE "{name}"')
    await server.execute(f"CREATE DATABASE \"{name}\" ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    await server.close()
    code, complaint = await empty.migrate()
    assert code == 1
    assert "The database has the encoding SQL_ASCII; the service needs UTF8" in complaint
    connection = await asyncpg.connect(empty.url)
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await connection.close()


@pytest.mark.parametrize("command", [("workers", "email"), ("uvicorn", "--factory", "app.main:create_app")])
async def test_no_process_starts_on_a_database_that_was_not_migrated(empty: Database, command: tuple[str, ...]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *command),
        cwd=empty.root,
        env={**empty.environment, "DATABASE_URL": empty.url},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaints = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 1
    assert complaints.decode().splitlines()[-1] == (
        "The database lacks the migrations from 0001_initial on: run the command `migrate` first."
    )
