"""What changes between the check of a chunk and the making of its invitations."""

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.worker.leases import Lease, acquire_lease
from app.bulk_invites.worker.send import CheckedChunk, check_chunk, invite_chunk
from app.database.sql import row, rows
from app.group_deletion import delete_group
from app.organizations.actor import Actor
from tests.support.bulk_uploads import lines, validated, verdicts
from tests.support.factories import make_admin, make_group, make_invitation

pytestmark = pytest.mark.usefixtures("database")


async def checked(admin: Actor, people: list[str]) -> tuple[Lease, CheckedChunk]:
    """A lease of a bulk invite that is being sent, and its rows as the worker checked them."""
    bulk_invite_id = await validated(admin, lines(people))
    await send_bulk_invite(admin, bulk_invite_id)
    lease = await acquire_lease("test", 30.0)
    bulk_invite = await row("SELECT * FROM bulk_invites WHERE id = $1", bulk_invite_id)
    assert lease is not None
    assert bulk_invite is not None
    chunk = await check_chunk(bulk_invite, 0)
    assert chunk is not None
    assert len(chunk.drafts) == len(people)
    return lease, chunk


async def test_a_sender_demoted_after_the_check_grants_no_more_than_now() -> None:
    admin = await make_admin()
    lease, chunk = await checked(admin, ["a@example.com,Admin,", "b@example.com,Analyst,"])
    await rows("UPDATE memberships SET role = 'group_admin' WHERE id = $1", admin.membership_id)
    await invite_chunk(lease, chunk)
    assert [(status, codes[0]) for _, status, codes in await verdicts(lease.bulk_invite_id)] == [
        ("skipped", "ROLE_NOT_ALLOWED"),
        ("skipped", "GROUP_NOT_ALLOWED"),
    ]


async def test_an_address_invited_after_the_check_is_skipped() -> None:
    admin = await make_admin()
    lease, chunk = await checked(admin, ["a@example.com,Analyst,", "b@example.com,Analyst,"])
    await make_invitation(admin, "b@example.com")
    await invite_chunk(lease, chunk)
    assert await verdicts(lease.bulk_invite_id) == [(2, "invited", []), (3, "skipped", ["ALREADY_INVITED"])]


async def test_a_group_deleted_after_the_check_is_nobody_s() -> None:
    admin = await make_admin()
    kiosk, _ = [await make_group(admin.organization_id, name) for name in ("Kiosk", "Lobby")]
    lease, chunk = await checked(admin, ["a@example.com,Analyst,Kiosk", "b@example.com,Analyst,Lobby"])
    await delete_group(admin, kiosk)
    await invite_chunk(lease, chunk)
    assert await verdicts(lease.bulk_invite_id) == [(2, "skipped", ["UNKNOWN_GROUP"]), (3, "invited", [])]
