"""Work on a file that fails for reasons of our own: it is tried a few times, and then the file says so."""

import asyncio
from random import Random
from uuid import UUID

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.queries import BulkInviteRecord
from app.bulk_invites.worker import leases, loop
from app.bulk_invites.worker.failing import MAX_ATTEMPTS
from app.bulk_invites.worker.leases import (
    FIRST_RETRY_SECONDS,
    MAX_RETRY_SECONDS,
    Lease,
    acquire_lease,
    renew_lease,
)
from app.database.outages import DatabaseUnavailable
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.errors import ErrorCode
from app.organizations.actor import Actor
from tests.support.bulk_uploads import lines, now, upload, work
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Files in this set cannot be validated or sent."""
    broken: set[UUID] = set()

    def breaking(step: str) -> None:
        original = getattr(loop, step)

        async def run(lease: Lease, stopping: asyncio.Event, chunk_rows: int) -> None:
            if lease.bulk_invite_id in broken:
                raise OSError(28, "No space left on device")
            await original(lease, stopping, chunk_rows)

        monkeypatch.setattr(loop, step, run)

    breaking("validate")
    breaking("send")
    return broken


async def next_try(bulk_invite_id: UUID) -> float:
    """Returns for how long nobody was to take it, and lets that pass."""
    pause = await value(
        "SELECT extract(epoch FROM lease_until - now())::float8 FROM bulk_invites WHERE id = $1", bulk_invite_id
    )
    await rows("UPDATE bulk_invites SET lease_until = now() - interval '1 second' WHERE id = $1", bulk_invite_id)
    return float(pause)


async def try_until_given_up(admin: Actor, bulk_invite_id: UUID) -> tuple[BulkInviteRecord, list[float]]:
    pauses = []
    await work()
    while (found := await now(admin, bulk_invite_id)).status.is_in_progress:
        pauses.append(await next_try(bulk_invite_id))
        await work()
    return found, pauses


@pytest.mark.parametrize("is_sending", [False, True])
async def test_it_is_tried_less_and_less_often_and_then_failed_with_the_reason(
    is_sending: bool, admin: Actor, full_disk: set[UUID]
) -> None:
    bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
    if is_sending:
        await work()
        await send_bulk_invite(admin, bulk_invite_id)
    full_disk.add(bulk_invite_id)
    found, pauses = await try_until_given_up(admin, bulk_invite_id)
    assert found.status is Status.FAILED
    assert found.failure is not None
    assert found.failure.code is ErrorCode.WORK_FAILED
    assert len(pauses) == MAX_ATTEMPTS - 1
    assert pauses == sorted(pauses)
    assert pauses[0] == pytest.approx(FIRST_RETRY_SECONDS, abs=1)
    assert pauses[-1] == pytest.approx(MAX_RETRY_SECONDS, abs=1)


async def test_other_files_go_on(admin: Actor, full_disk: set[UUID]) -> None:
    broken = await upload(admin, lines(["a@example.com,Analyst,"]))
    sound = await upload(admin, lines(["b@example.com,Analyst,"]))
    full_disk.add(broken)
    await work()
    assert (await now(admin, sound)).status is Status.READY
    full_disk.clear()
    await next_try(broken)
    await work()
    assert (await now(admin, broken)).status is Status.READY


async def test_a_worker_that_dies_of_it_has_counted_an_attempt(admin: Actor) -> None:
    bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
    for _ in range(MAX_ATTEMPTS):
        assert await acquire_lease("killed", 30.0) is not None
        await next_try(bulk_invite_id)
    await work()
    found = await now(admin, bulk_invite_id)
    assert found.status is Status.FAILED
    assert found.failure is not None


async def test_an_attempt_that_gets_on_starts_the_count_anew(admin: Actor, full_disk: set[UUID]) -> None:
    bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
    for _ in range(MAX_ATTEMPTS - 1):
        assert await acquire_lease("killed", 30.0) is not None
        await next_try(bulk_invite_id)
    await work()
    assert (await now(admin, bulk_invite_id)).status is Status.READY
    assert await value("SELECT attempts FROM bulk_invites WHERE id = $1", bulk_invite_id) == 0


async def test_a_database_that_is_away_is_no_attempt(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))

    async def away(*_: object) -> None:
        raise DatabaseUnavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(loop, "validate", away)
        for _ in range(MAX_ATTEMPTS + 1):
            await work()
            assert await next_try(bulk_invite_id) == pytest.approx(FIRST_RETRY_SECONDS, abs=1)
    await work()
    assert (await now(admin, bulk_invite_id)).status is Status.READY


async def test_a_file_that_kills_its_workers_takes_no_other_with_it(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are under way as the first worker dies, and the other one needs a while until its first rows are done."""
    monkeypatch.setattr(leases, "random", Random(1))
    deadly, sound = [await upload(admin, lines([f"{name}@example.com,Analyst,"])) for name in "ab"]
    for _ in range(1000):
        taken: list[Lease] = []
        while lease := await acquire_lease("dies of one", 20.0):
            async with transaction():
                await renew_lease(lease)
            taken.append(lease)
        if [each.bulk_invite_id for each in taken] == [sound]:
            assert taken[0].attempt <= MAX_ATTEMPTS
            return
        assert not taken or deadly in {each.bulk_invite_id for each in taken}
        await rows("UPDATE bulk_invites SET lease_until = lease_until - interval '1 second'")
    pytest.fail("It was never worked on without the other one.")


async def test_whose_worker_has_died_once_is_gone_on_with_in_time(admin: Actor) -> None:
    await upload(admin, lines(["a@example.com,Analyst,"]))
    lease = await acquire_lease("killed", 20.0)
    assert lease is not None
    assert lease.seconds == 20.0
