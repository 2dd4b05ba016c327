"""Bulk invites while an operator has paused their queue."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.worker import send as worker_send
from app.bulk_invites.worker.failing import MAX_ATTEMPTS
from app.bulk_invites.worker.leases import acquire_lease
from app.bulk_invites.worker.loop import work_on_due
from app.database.sql import row
from app.organizations.actor import Actor
from app.queues.names import QueueName
from app.queues.pauses import pause, resume
from tests.support.bulk_uploads import invitations_of, lines, now, upload, validated, work
from tests.support.factories import make_admin

PEOPLE = lines(f"p{number}@example.com,Analyst," for number in range(9))


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


async def pause_bulk() -> None:
    await pause(QueueName.BULK, None, "the database is being moved", "Ada")


async def lease_of(bulk_invite_id: UUID) -> dict[str, Any]:
    found = await row(
        "SELECT lease_owner, attempts, lease_until > now() AS is_leased FROM bulk_invites WHERE id = $1", bulk_invite_id
    )
    assert found is not None
    return found


async def pause_after_a_chunk(monkeypatch: pytest.MonkeyPatch, chunk_rows: int = 3) -> None:
    """Works as a worker does during whose first chunk of sending an operator pauses the queue."""
    invite_chunk = worker_send.invite_chunk

    async def paused_in_between(*arguments: Any) -> None:
        await invite_chunk(*arguments)
        await pause_bulk()

    with monkeypatch.context() as patched:
        patched.setattr(worker_send, "invite_chunk", paused_in_between)
        await work(chunk_rows=chunk_rows)


async def test_none_is_begun(admin: Actor) -> None:
    await pause_bulk()
    bulk_invite_id = await upload(admin, PEOPLE)
    await work()
    assert await acquire_lease("test", 30.0) is None
    assert (await now(admin, bulk_invite_id)).status is Status.VALIDATING
    await resume(QueueName.BULK, None)
    await work()
    assert (await now(admin, bulk_invite_id)).status is Status.READY


async def test_one_under_way_stops_after_its_chunk_and_goes_on_where_it_was(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk_invite_id = await validated(admin, PEOPLE)
    await send_bulk_invite(admin, bulk_invite_id)
    await pause_after_a_chunk(monkeypatch)
    during = await now(admin, bulk_invite_id)
    assert (during.status, during.invited_rows, during.total_rows) == (Status.SENDING, 3, 9)
    assert await lease_of(bulk_invite_id) == {"lease_owner": None, "attempts": 0, "is_leased": False}
    await work(chunk_rows=3)
    assert (await now(admin, bulk_invite_id)).invited_rows == 3
    await resume(QueueName.BULK, None)
    await work(chunk_rows=3)
    after = await now(admin, bulk_invite_id)
    assert (after.status, after.invited_rows) == (Status.COMPLETED, 9)
    assert len(await invitations_of(bulk_invite_id)) == 9


async def test_pauses_are_no_attempts(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, the file does not fail for them."""
    bulk_invite_id = await upload(admin, PEOPLE)
    stopping = asyncio.Event()

    async def acquire_and_be_paused(*arguments: Any) -> object:
        lease = await acquire_lease(*arguments)
        await pause_bulk()
        return lease

    with monkeypatch.context() as patched:
        patched.setattr("app.bulk_invites.worker.loop.acquire_lease", acquire_and_be_paused)
        for _ in range(MAX_ATTEMPTS + 2):
            await work_on_due("test", 30.0, stopping)
            assert await lease_of(bulk_invite_id) == {"lease_owner": None, "attempts": 0, "is_leased": False}
            await resume(QueueName.BULK, None)
    await work()
    assert (await now(admin, bulk_invite_id)).status is Status.READY


async def test_its_organization_may_cancel_it_meanwhile(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk_invite_id = await validated(admin, PEOPLE)
    await send_bulk_invite(admin, bulk_invite_id)
    await pause_after_a_chunk(monkeypatch)
    await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
    await resume(QueueName.BULK, None)
    await work()
    after = await now(admin, bulk_invite_id)
    assert (after.status, after.invited_rows) == (Status.CANCELED, 3)
