"""An upgrade while the release before works: its statements run before, during and after `migrate`."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest
from tortoise import migrations
from tortoise.migrations import operations as ops

from app.database import migrate as module
from app.database.known_migrations import APP, load_migrations
from app.database.migrate import migrate
from app.database.migration_operations import ConcurrentIndex, DropIndex, LockFirst, indexes_of
from app.queues.counts import COUNTS_SQL
from devserver.postgres import Postgres
from tests.support.waiting import until

PREVIOUS = 2  # migrations of the release before
CLIENTS = 6
ROUNDS = 15  # of each client, before the upgrade and after it


class ReplaceIndex(migrations.Migration):
    """What deadlocked: a unique index that replaces one in use, and columns for two tables that each invite writes."""

    operations = [  # noqa: RUF012 - as Tortoise has it
        LockFirst("invitations", "deliveries"),
        ops.RunSQL("ALTER TABLE deliveries ADD tried_column text"),
        ops.RunSQL("ALTER TABLE invitations ADD tried_column text"),
        ConcurrentIndex(
            "tried_index", "ON invitations (organization_id, email_key) WHERE status = 'pending'", unique=True
        ),
        DropIndex("invitations_waiting"),
    ]


class PreviousRelease:
    """One process of the release before: its statements, prepared once and used again as its connections do."""

    def __init__(self, url: str, organization: UUID) -> None:
        self.url = url
        self.organization = organization
        self.rounds = 0

    async def work(self, stopping: asyncio.Event) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            while not stopping.is_set():
                await self._round(connection)
                self.rounds += 1
        finally:
            await connection.close()

    async def _round(self, connection: asyncpg.Connection) -> None:
        accepted, revoked = [await self._invite(connection) for _ in range(2)]
        await self._claim_and_settle(connection)
        await self._end(connection, accepted, "accepted")
        await self._end(connection, revoked, "revoked")
        await self._find_changes(connection)

    async def _invite(self, connection: asyncpg.Connection) -> UUID:
        invitation, address = uuid4(), f"{uuid4().hex}@example.com"
        async with connection.transaction():
            await connection.fetch("SELECT role FROM memberships WHERE organization_id = $1", self.organization)
            await connection.execute(
                "INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce,"
                " generation, oldest_valid_generation) VALUES ($1, $2, $3, $3, 'remote', '{}', 'pending', $4, 1, 1)",
                *(invitation, self.organization, address, b"0123456789abcdef"),
            )
            await connection.execute(
                "INSERT INTO deliveries (id, kind, subject_id, generation, status, priority, message_id,"
                " attempt_count, retry_count, due_at) VALUES ($1, 'invitation', $2, 1, 'queued', 0, $3, 0, 0, now())",
                *(uuid4(), invitation, address),
            )
            await self._audit(connection, invitation, "invitation.invited")
        return invitation

    async def _claim_and_settle(self, connection: asyncpg.Connection) -> None:
        claimed = await connection.fetch(
            "UPDATE deliveries SET status = 'sending', lease_until = now() + interval '30 s',"
            " attempt_count = attempt_count + 1 WHERE id IN (SELECT id FROM deliveries WHERE status = 'queued'"
            " ORDER BY priority, due_at LIMIT 2 FOR UPDATE SKIP LOCKED) RETURNING id, subject_id, attempt_count"
        )
        async with connection.transaction():
            for each in claimed:
                await connection.execute(
                    "UPDATE deliveries SET status = 'sent', sent_at = now() WHERE id = $1 AND status = 'sending'",
                    each["id"],
                )
                await connection.fetchval("SELECT status FROM invitations WHERE id = $1", each["subject_id"])

    async def _end(self, connection: asyncpg.Connection, invitation: UUID, status: str) -> None:
        async with connection.transaction():
            ended = await connection.fetch(
                "UPDATE invitations SET status = $2 WHERE id = $1 AND status = 'pending' RETURNING id, email",
                *(invitation, status),
            )
            assert len(ended) == 1
            await connection.execute(
                "UPDATE deliveries SET status = 'canceled' WHERE subject_id = $1 AND status IN ('queued', 'deferred')",
                invitation,
            )
            await self._audit(connection, invitation, f"invitation.{status}")

    async def _find_changes(self, connection: asyncpg.Connection) -> None:
        await connection.fetch(
            "WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS w (organization_id, since))"
            " SELECT organization_id, i.id, a.finished_at FROM delivery_attempts a"
            " JOIN deliveries d ON d.id = a.delivery_id AND d.kind = 'invitation'"
            " JOIN invitations i ON i.id = d.subject_id JOIN wanted USING (organization_id)"
            " WHERE a.finished_at > since",
            *([self.organization], [datetime.now(UTC)]),
        )

    async def _audit(self, connection: asyncpg.Connection, invitation: UUID, action: str) -> None:
        await connection.execute(
            "INSERT INTO audit_entries (id, organization_id, actor_name, action, subject_type, subject_id, changes)"
            " VALUES ($1, $2, 'Ann', $3, 'invitation', $4, '{}')",
            *(uuid4(), self.organization, action, invitation),
        )


@pytest.fixture
async def url(
    postgres_server: Postgres, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """A database as the release before left it."""
    name = environment["DATABASE_URL"].partition("?")[0].rpartition("/")[2] + "_upgraded"
    server = await asyncpg.connect(postgres_server.dsn("postgres"))
    await server.execute(f'CREATE DATABASE "{name}"')
    with monkeypatch.context() as before:
        know(before, load_migrations()[:PREVIOUS])
        await migrate(postgres_server.dsn(name))
    yield postgres_server.dsn(name)
    await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await server.close()


def know(monkeypatch: pytest.MonkeyPatch, known: list[migrations.Migration]) -> None:
    """Makes `migrate` know these migrations alone."""
    indexes = indexes_of([operation for each in known for operation in each.operations])
    monkeypatch.setattr(module, "load_migrations", lambda: known)
    monkeypatch.setattr(module, "known_names", lambda: tuple(each.name for each in known))
    monkeypatch.setattr(module, "known_indexes", lambda: indexes)


async def test_the_release_before_works_before_during_and_after(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = await asyncpg.connect(url)
    organization = uuid4()
    await connection.execute(
        "INSERT INTO organizations (id, name, slug, bulk_invite_row_limit) VALUES ($1, 'Acme', 'acme', 100)",
        organization,
    )
    clients = [PreviousRelease(url, organization) for _ in range(CLIENTS)]
    stopping = asyncio.Event()
    working = [asyncio.create_task(client.work(stopping)) for client in clients]

    async def each_has_done(rounds: int) -> None:
        await until(lambda: _done(working, clients, rounds))

    await each_has_done(ROUNDS)
    reports: list[str] = []
    know(monkeypatch, [*load_migrations(), ReplaceIndex("9000_replace_index", APP)])
    await migrate(url, report=reports.append)
    await each_has_done(max(client.rounds for client in clients) + ROUNDS)
    stopping.set()
    await asyncio.gather(*working)  # raises what any statement of theirs ran into
    names = {each["name"] for each in await connection.fetch("SELECT name FROM tortoise_migrations")}
    assert names == {each.name for each in load_migrations()} | {"9000_replace_index"}
    assert await connection.fetchval("SELECT indisvalid FROM pg_index WHERE indexrelid = 'tried_index'::regclass")
    assert await connection.fetchval("SELECT to_regclass('invitations_waiting')") is None
    owners = await connection.fetch(
        "SELECT inviting_organization_id, count(*) FROM deliveries GROUP BY inviting_organization_id"
    )
    assert [tuple(each) for each in owners] == [(organization, 2 * sum(client.rounds for client in clients))]
    assert await _counted(connection) == await _there(connection)
    await connection.close()


async def _counted(connection: asyncpg.Connection) -> list[tuple[str, int]]:
    """What was there before the upgrade and what the release before has done since, in the figures of the queue."""
    found = await connection.fetch(
        f"SELECT state, sum(count)::bigint FROM {COUNTS_SQL} AS c WHERE queue = 'email'"
        " GROUP BY state HAVING sum(count) <> 0 ORDER BY state"
    )
    return [tuple(each) for each in found]


async def _there(connection: asyncpg.Connection) -> list[tuple[str, int]]:
    found = await connection.fetch("SELECT status, count(*) FROM deliveries GROUP BY status ORDER BY status")
    return [tuple(each) for each in found]


async def _done(working: list[asyncio.Task[None]], clients: list[PreviousRelease], rounds: int) -> bool:
    for each in working:
        if each.done():
            each.result()
    return all(client.rounds >= rounds for client in clients)
