"""What changes after rows were looked at, and before they are invited."""

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.worker.leases import Lease, claim
from app.bulk_invites.worker.send import _Chunk, _invite, _look_at
from app.database.sql import row, rows
from app.organizations.actor import Actor
from tests.support.bulk_uploads import lines, validated, verdicts
from tests.support.factories import make_admin, make_invitation

pytestmark = pytest.mark.usefixtures("database")


async def looked_at(admin: Actor, people: list[str]) -> tuple[Lease, _Chunk]:
    """A list that is being sent, and its rows as the worker saw them."""
    bulk_invite_id = await validated(admin, lines(people))
    await send_bulk_invite(admin, bulk_invite_id)
    lease = await claim("test", 30.0)
    held = await row("SELECT * FROM bulk_invites WHERE id = $1", bulk_invite_id)
    assert lease is not None
    assert held is not None
    chunk = await _look_at(bulk_invite_id, held, 0)
    assert chunk is not None
    assert len(chunk.wanted) == len(people)
    return lease, chunk


async def test_whoever_was_demoted_meanwhile_grants_no_more_than_now() -> None:
    admin = await make_admin()
    lease, chunk = await looked_at(admin, ["a@example.com,Admin,", "b@example.com,Analyst,"])
    await rows("UPDATE memberships SET role = 'group_admin' WHERE id = $1", admin.membership_id)
    await _invite(lease, chunk)
    assert [(status, codes[0]) for _, status, codes in await verdicts(lease.bulk_invite_id)] == [
        ("skipped", "ROLE_NOT_ALLOWED"),
        ("skipped", "GROUP_NOT_ALLOWED"),
    ]


async def test_whoever_was_invited_meanwhile_is_left_out() -> None:
    admin = await make_admin()
    lease, chunk = await looked_at(admin, ["a@example.com,Analyst,", "b@example.com,Analyst,"])
    await make_invitation(admin, "b@example.com")
    await _invite(lease, chunk)
    assert await verdicts(lease.bulk_invite_id) == [(2, "invited", []), (3, "skipped", ["ALREADY_INVITED"])]
