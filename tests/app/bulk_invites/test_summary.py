"""What a bulk invite says afterwards: who was revoked, which emails were withdrawn, and why others failed."""

from typing import Any
from uuid import UUID

import pytest

from app.bulk_invites.actions import cancel_bulk_invite
from app.bulk_invites.email_failures import NO_REPLY, EmailFailure, reason_sql
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.worker import email_progress
from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import rows, value
from app.invitations import bulk
from app.invitations.bulk import count_pending, find_with_pending
from app.invitations.removal import remove_members
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.organizations.actor import Actor
from tests.support.bulk_uploads import invitations_of, lines, now, upload, work
from tests.support.factories import make_admin, make_invitation, make_member
from tests.support.row_locks import LockQueue

pytestmark = pytest.mark.usefixtures("database")


async def invited(admin: Actor, count: int) -> UUID:
    people = [f"p{number}@example.com,Analyst," for number in range(count)]
    bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
    await work()
    return bulk_invite_id


async def set_emails(status: str, invitation_ids: list[UUID], reply: tuple[int, str] | None = None) -> None:
    """Gives emails a final status, and their last attempt a reply."""
    found = await rows(
        "UPDATE deliveries SET status = $1, due_at = NULL WHERE subject_id = ANY($2) RETURNING id",
        status,
        invitation_ids,
    )
    for each in found if reply else ():
        await rows(
            """
            INSERT INTO delivery_attempts (id, delivery_id, number, worker, outcome, reply_code, reply)
            SELECT uuidv7(), $1, number, 'test', 'rejected', CASE number WHEN 2 THEN $2::int ELSE 451 END,
                   CASE number WHEN 2 THEN $3 ELSE 'earlier' END FROM generate_series(1, 2) AS number
            """,
            each["id"],
            *(reply or ()),
        )


async def count_now() -> None:
    await rows("UPDATE bulk_invites SET count_emails_at = now() WHERE NOT emails_settled")
    assert await count_next()


async def test_emails_that_were_withdrawn_and_invitations_that_were_revoked() -> None:
    admin = await make_admin()
    bulk_invite_id = await invited(admin, 5)
    ids = [each["id"] for each in await invitations_of(bulk_invite_id)]
    await set_emails("sent", ids[:2])
    await count_now()
    await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
    assert not (await now(admin, bulk_invite_id)).is_settled
    await count_now()
    found = await now(admin, bulk_invite_id)
    assert (found.status, found.is_settled) == (Status.COMPLETED, True)
    assert (found.invited_rows, found.revoked_rows, found.emails_sent, found.emails_canceled) == (5, 5, 2, 3)


async def test_what_is_revoked_by_hand_long_after_the_end_is_counted() -> None:
    admin = await make_admin()
    bulk_invite_id = await invited(admin, 3)
    other_id = await make_invitation(admin)
    ids = [each["id"] for each in await invitations_of(bulk_invite_id)]
    await set_emails("sent", ids)
    await count_now()
    before = await now(admin, bulk_invite_id)
    assert not await count_next()
    await revoke(admin, [ids[0], other_id])
    assert await count_next()
    assert not await count_next()
    after = await now(admin, bulk_invite_id)
    assert (after.revoked_rows, after.emails_sent, after.is_settled) == (1, 3, True)
    assert after.sequence > before.sequence


async def test_a_failed_email_that_is_sent_again_waits_again() -> None:
    admin = await make_admin()
    bulk_invite_id = await invited(admin, 1)
    (only,) = await invitations_of(bulk_invite_id)
    await set_emails("failed", [only["id"]], (550, "No such user"))
    await count_now()
    assert (await now(admin, bulk_invite_id)).email_failures == (EmailFailure("550 No such user", 1),)
    await resend(admin, [only["id"]])
    assert await count_next()
    found = await now(admin, bulk_invite_id)
    assert (found.emails_failed, found.emails_waiting, found.email_failures) == (0, 1, ())


async def test_what_a_removed_sender_had_pending_waits_again_once_it_is_sent_again(lock_queue: LockQueue) -> None:
    """Its worker locks a bulk invite before its sender: who removes the sender never waits for it with that lock."""
    admin = await make_admin()
    sender = await make_member(admin.organization_id)
    bulk_invite_id = await invited(sender, 1)
    await set_emails("sent", [each["id"] for each in await invitations_of(bulk_invite_id)])
    await count_now()
    await lock_queue.lock("SELECT id FROM bulk_invites WHERE id = $1 FOR UPDATE", bulk_invite_id)
    await lock_queue.joined_by(remove_members(admin, [sender.membership_id], resend_pending=True))
    assert await value("SELECT count(*) FROM memberships WHERE id = $1", sender.membership_id) == 0
    await lock_queue.let_go()
    assert await count_next()
    found = await now(admin, bulk_invite_id)
    assert (found.emails_sent, found.emails_waiting) == (0, 1)


async def test_emails_that_failed_alike_are_counted_together_the_most_frequent_first() -> None:
    admin = await make_admin()
    bulk_invite_id = await invited(admin, 5)
    ids = [each["id"] for each in await invitations_of(bulk_invite_id)]
    await set_emails("failed", ids[:1], (552, "Mailbox full"))
    for number, each in enumerate(ids[1:4]):
        await set_emails("failed", [each], (550, f"5.1.1 <p{number}@example.com>: User unknown (id a1b2c3d4{number})"))
    await set_emails("failed", ids[4:])
    await count_now()
    assert (await now(admin, bulk_invite_id)).email_failures == (
        EmailFailure("550 5.1.1 <…>: User unknown (id …)", 3),
        EmailFailure("552 Mailbox full", 1),
        EmailFailure(NO_REPLY, 1),
    )


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("5.1.1 <ada@x.example>: Recipient address rejected", "5.1.1 <…>: Recipient address rejected"),
        ("5.2.2 ada+2@x.example over quota", "5.2.2 … over quota"),
        ("mailbox 'ada@x.example' is full", "mailbox '…' is full"),
        (
            "5.1.1 No such account. https://support.google.com/mail/?p=NoSuchUser 5b1f17b1804b1-4a5f6si12wm.9 - gsmtp",
            "5.1.1 No such account. https://support.google.com/mail/?p=NoSuchUser … - gsmtp",
        ),
        (
            "5.4.1 Access denied [PH0PR08CA0020.namprd08.prod.outlook.com 2026-11-27T10:33:01.123Z 08DD0E5A1B2C3D4E]",
            "5.4.1 Access denied [… … …]",
        ),
        ("Blocked: 192.0.2.17 is listed", "Blocked: … is listed"),
        ("Given up after 48 hours: no server answered", "Given up after 48 hours: no server answered"),
        (None, NO_REPLY),
    ],
)
async def test_a_reason_has_nothing_of_one_email_alone(reply: str | None, reason: str) -> None:
    assert await value(f"SELECT {reason_sql('$1::int', '$2::text')}", 550, reply) == f"550 {reason}"


async def test_what_happens_while_emails_are_counted_is_counted_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    admin = await make_admin()
    bulk_invite_id = await invited(admin, 2)
    ids = [each["id"] for each in await invitations_of(bulk_invite_id)]
    await set_emails("sent", ids)
    count_emails = bulk.count_emails

    async def revoke_after_counting(counted_id: UUID) -> Any:
        counts = await count_emails(counted_id)
        monkeypatch.setattr(email_progress, "count_emails", count_emails)
        await revoke(admin, ids[:1])
        return counts

    monkeypatch.setattr(email_progress, "count_emails", revoke_after_counting)
    await count_now()
    assert not (await now(admin, bulk_invite_id)).is_settled
    assert await count_next()
    found = await now(admin, bulk_invite_id)
    assert (found.revoked_rows, found.is_settled) == (1, True)


async def test_what_is_pending_is_what_nobody_has_answered() -> None:
    admin = await make_admin()
    first_id, second_id = await invited(admin, 3), await upload(admin, lines([]) + "x@example.com,Analyst,\n")
    ids = [each["id"] for each in await invitations_of(first_id)]
    assert await count_pending([first_id, second_id]) == {first_id: 3}
    assert await find_with_pending([first_id, second_id]) == {first_id}
    await rows("UPDATE invitations SET status = 'accepted' WHERE id = $1", ids[0])
    assert await count_pending([first_id]) == {first_id: 2}
    await cancel_bulk_invite(admin, first_id, revoke_pending=True)
    assert await find_with_pending([first_id, second_id]) == set()


@pytest.mark.parametrize("act", [revoke, resend])
async def test_the_bulk_invite_is_locked_before_its_invitations(lock_queue: LockQueue, act: Any) -> None:
    """As the worker and `cancel_bulk_invite` do, which would wait for each other otherwise."""
    admin = await make_admin()
    bulk_invite_id = await invited(admin, 1)
    (only,) = await invitations_of(bulk_invite_id)
    await lock_queue.lock("SELECT id FROM bulk_invites WHERE id = $1 FOR UPDATE", bulk_invite_id)
    await lock_queue.joined_by(act(admin, [only["id"]]))
    assert await lock_queue.may_lock("SELECT id FROM invitations WHERE id = $1 FOR UPDATE", only["id"])
    (result,) = await lock_queue.let_go()
    assert getattr(result, "done", None) == [only["id"]]
