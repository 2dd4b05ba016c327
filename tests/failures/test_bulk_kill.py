"""A bulk worker that is killed, at any point of its work: the next one goes on behind the last chunk."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.chunks import CHUNK_ROWS
from app.bulk_invites.lifecycle import Status
from app.database.sql import row, rows, value
from app.organizations.actor import Actor
from app.organizations.models import Organization
from tests.support import spreadsheets
from tests.support.bulk_uploads import lines, now, upload, verdicts, work
from tests.support.column_mapping import map_file
from tests.support.factories import make_admin
from tests.support.product_processes import worker_process
from tests.support.waiting import PATIENCE_SECONDS

COUNT = CHUNK_ROWS * 5 // 2
POLL_SECONDS = 0.02
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass AND mode = $2"


@dataclass(frozen=True)
class Point:
    """Where the worker is when it is killed: waiting for a lock on `table`, with `done` rows behind it."""

    table: str
    mode: str
    done: int = 0

    @property
    def lock(self) -> str:
        """Holds the worker there. Reading alone goes on where the worker waits to write: it reads before."""
        mode = "ACCESS EXCLUSIVE" if self.mode == "AccessShareLock" else "EXCLUSIVE"
        return f"LOCK TABLE {self.table} IN {mode} MODE"


LOADING = Point("bulk_invite_pieces", "AccessShareLock")
FIRST_CHUNK = Point("groups", "AccessShareLock")
LATER_CHUNK = Point("bulk_invite_rows", "AccessShareLock", CHUNK_ROWS)
REPLACING = Point("bulk_invite_pieces", "RowExclusiveLock")
DELETING = Point("bulk_invite_rows", "RowExclusiveLock")
REMEMBERING = Point("column_mappings", "RowExclusiveLock")
INVITING = Point("invitations", "RowShareLock")
QUEUEING = Point("deliveries", "RowExclusiveLock", CHUNK_ROWS)
COMMITTING = Point("audit_entries", "RowExclusiveLock", CHUNK_ROWS)


@pytest.fixture
async def admin(database: None) -> Actor:
    admin = await make_admin()
    await Organization.filter(id=admin.organization_id).update(bulk_invite_row_limit=COUNT)
    return admin


@pytest.fixture
def worker_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {**environment, "BULK_LEASE_SECONDS": "2"}


async def until(sql: str, *parameters: object) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await value(sql, *parameters):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(POLL_SECONDS)


async def kill_at(point: Point, bulk_invite_id: UUID, url: str, environment: dict[str, str]) -> None:
    holder = await asyncpg.connect(url)
    worker = worker_process(environment, "worker-bulk")
    try:
        async with holder.transaction():
            if not point.done:
                await holder.execute(point.lock)
            with worker as running:
                if point.done:
                    await until(
                        "SELECT processed_rows >= $2 FROM bulk_invites WHERE id = $1", bulk_invite_id, point.done
                    )
                    await holder.execute(point.lock)
                await until(WAITING, point.table, point.mode)
                running.kill()
    finally:
        await holder.close()


async def finish(bulk_invite_id: UUID, status: Status, environment: dict[str, str]) -> None:
    with worker_process(environment, "worker-bulk"):
        await until("SELECT status = $2 FROM bulk_invites WHERE id = $1", bulk_invite_id, status)


class TestKilled:
    @pytest.mark.parametrize("point", [LOADING, FIRST_CHUNK, LATER_CHUNK], ids=lambda point: point.table)
    async def test_while_validating_every_row_gets_one_verdict(
        self, point: Point, admin: Actor, migrated: str, worker_environment: dict[str, str]
    ) -> None:
        people = [f"p{number}@example.com,Analyst," for number in range(COUNT - 1)]
        bulk_invite_id = await upload(admin, lines([*people, "P0@example.com,Analyst,"]))
        await kill_at(point, bulk_invite_id, migrated, worker_environment)
        await finish(bulk_invite_id, Status.READY, worker_environment)
        found = await now(admin, bulk_invite_id)
        assert (found.total_rows, found.processed_rows) == (COUNT, COUNT)
        assert (found.valid_rows, found.error_rows) == (COUNT - 1, 1)
        staged = await row("SELECT count(*) AS rows, count(DISTINCT line) AS lines FROM bulk_invite_rows")
        assert staged == {"rows": COUNT, "lines": COUNT}

    async def test_while_a_sheet_becomes_csv_it_is_read_again(
        self, admin: Actor, migrated: str, worker_environment: dict[str, str]
    ) -> None:
        bulk_invite_id = await upload(admin, spreadsheets.people("ada@example.com", "eve@example.com"))
        await kill_at(REPLACING, bulk_invite_id, migrated, worker_environment)
        assert await value("SELECT is_spreadsheet FROM bulk_invites WHERE id = $1", bulk_invite_id)
        await finish(bulk_invite_id, Status.READY, worker_environment)
        assert await verdicts(bulk_invite_id) == [(2, "valid", []), (3, "valid", [])]

    @pytest.mark.parametrize("point", [DELETING, REMEMBERING, LATER_CHUNK], ids=lambda point: point.mode + point.table)
    async def test_while_columns_are_read_anew_every_row_gets_one_verdict_by_the_mapping(
        self, point: Point, admin: Actor, migrated: str, worker_environment: dict[str, str]
    ) -> None:
        text = "".join(f"p{number}@example.com,Analyst,Remote\n" for number in range(COUNT))
        bulk_invite_id = await upload(admin, f"Email,Role,Other\n{text}", asks_for_columns=True)
        await work()
        await map_file(admin, bulk_invite_id, 0, 2)
        await kill_at(point, bulk_invite_id, migrated, worker_environment)
        await finish(bulk_invite_id, Status.READY, worker_environment)
        found = await now(admin, bulk_invite_id)
        assert (found.total_rows, found.processed_rows, found.valid_rows) == (COUNT, COUNT, COUNT)
        staged = await rows(
            "SELECT role, count(*) AS rows, count(DISTINCT line) AS lines FROM bulk_invite_rows GROUP BY role"
        )
        assert staged == [{"role": "Remote", "rows": COUNT, "lines": COUNT}]
        assert await value("SELECT count(*) FROM column_mappings") == 1

    @pytest.mark.parametrize("point", [INVITING, QUEUEING, COMMITTING], ids=lambda point: point.table)
    async def test_while_sending_nobody_is_left_out_or_invited_twice(
        self, point: Point, admin: Actor, migrated: str, worker_environment: dict[str, str]
    ) -> None:
        bulk_invite_id = await upload(admin, lines(f"p{number}@example.com,Analyst," for number in range(COUNT)))
        await work()
        await send_bulk_invite(admin, bulk_invite_id)
        await kill_at(point, bulk_invite_id, migrated, worker_environment)
        await finish(bulk_invite_id, Status.COMPLETED, worker_environment)
        found = await now(admin, bulk_invite_id)
        assert (found.invited_rows, found.skipped_rows) == (COUNT, 0)
        invited = await rows("SELECT email_key, count(*) FROM invitations GROUP BY email_key HAVING count(*) > 1")
        assert invited == []
        assert await value("SELECT count(*) FROM invitations") == COUNT
        assert await value("SELECT count(DISTINCT subject_id) FROM deliveries") == COUNT
        assert await value("SELECT count(*) FROM deliveries") == COUNT
