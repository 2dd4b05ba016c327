"""Bounces while addresses are corrected and all else happens to the same people at the same time."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.errors import Refusal
from app.group_deletion import delete_group
from app.invitations.accept import Proof, accept, decline
from app.invitations.bounce_digests import queue_due_digests
from app.invitations.invite import invite
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.invitations.update_email import update_email
from app.mail_events.receive import receive
from app.operations.delivery_changes import DeliveryJob, change_deliveries
from app.operations.delivery_filters import DeliveryFilter
from app.operations.delivery_rules import Change
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.suppressions.actions import release
from tests.support.bounces import GIVEN_UP, NOBODY_THERE, SPAM, event_about
from tests.support.bulk_uploads import invitations_of, lines, upload, validated, work
from tests.support.factories import PASSWORD, make_admin, make_group, make_member
from tests.support.in_process_email_worker import EmailWorker

PEOPLE = 24
WITHIN_SECONDS = 0.5
NEWEST = "deliveries d JOIN invitations i ON i.id = d.subject_id AND i.generation = d.generation"


def address(number: int) -> str:
    return f"p{number:02}@example.com"


async def pick(sql: str, count: int = 1) -> list[UUID]:
    return [each["id"] for each in await rows(f"{sql} ORDER BY random() LIMIT {count}")]


@dataclass
class People:
    """Acts about people of whom a bulk invite has invited every one with an even number."""

    admins: list[Actor]
    group_id: UUID
    invited: list[UUID]

    @property
    def admin(self) -> Actor:
        return random.choice(self.admins)

    async def bounce(self) -> None:
        for each in await pick("SELECT id FROM deliveries"):
            await receive(event_about(each, random.choice([GIVEN_UP, NOBODY_THERE, SPAM])))

    async def correct(self) -> None:
        await update_email(self.admin, random.choice(self.invited), address(random.randrange(PEOPLE)))

    async def accept(self) -> None:
        invitation_id = random.choice(self.invited)
        generation = await value("SELECT generation FROM invitations WHERE id = $1", invitation_id)
        await accept(None, Proof(invitation_id, generation), "Ada Lovelace", PASSWORD)

    async def decline(self) -> None:
        await decline(Proof(random.choice(self.invited), None))

    async def invite(self) -> None:
        await invite(self.admin, address(random.randrange(PEOPLE)), Role.ANALYST, [self.group_id])

    async def resend(self) -> None:
        await resend(self.admin, random.sample(self.invited, 4))

    async def revoke(self) -> None:
        await revoke(self.admin, random.sample(self.invited, 2))

    async def retry(self) -> None:
        """As an operator."""
        ids = await pick("SELECT id FROM deliveries WHERE status = 'bounced'", 5)
        async with transaction():
            await change_deliveries(DeliveryJob(uuid4(), Change.RETRY, DeliveryFilter()), ids)

    async def release(self) -> None:
        for each in await pick("SELECT id FROM suppressions"):
            await release(self.admin, each)


async def test_nobody_waits_in_a_circle_and_all_adds_up(email_worker: EmailWorker) -> None:
    admin = await make_admin()
    group_id, other_group_id = [await make_group(admin.organization_id, name) for name in ("Labs", "Field")]
    invited, all_people = [
        lines(f"{address(number)},Analyst,Labs" for number in range(0, PEOPLE, step)) for step in (2, 1)
    ]
    first = await upload(admin, invited, is_reviewed=False)
    await work()
    people = People(
        [admin, await make_member(admin.organization_id)],
        group_id,
        [each["id"] for each in await invitations_of(first)],
    )
    await send_bulk_invite(admin, await validated(admin, all_people))

    async def sometime(act: Callable[[], Awaitable[object]]) -> None:
        await asyncio.sleep(random.random() * WITHIN_SECONDS)
        await act()

    acts = [people.bounce] * 40 + [people.correct] * 30 + [people.invite] * 10 + [people.resend, people.retry] * 6
    acts += [people.release] * 6 + [people.accept, people.revoke, people.decline] * 3
    others: list[Callable[[], Awaitable[object]]] = [count_next, queue_due_digests, email_worker.deliver] * 3
    others.append(lambda: delete_group(admin, group_id, other_group_id))
    done = await asyncio.gather(work(chunk_rows=7), *map(sometime, [*acts, *others]), return_exceptions=True)
    assert [each for each in done if isinstance(each, BaseException) and not isinstance(each, Refusal)] == []

    await email_worker.deliver()
    assert await value("SELECT count(*) FROM delivery_attempts WHERE outcome IS NULL") == 0
    assert await value(f"SELECT count(*) FROM {NEWEST}") == await value("SELECT count(*) FROM invitations")
    assert await value(f"SELECT count(*) FROM {NEWEST} WHERE d.former_recipient IS NOT NULL") == 0
    await rows("UPDATE bulk_invites SET emails_settled = false, count_emails_at = now()")
    while await count_next():
        pass
    counts = "emails_sent + emails_failed + emails_bounced + emails_waiting + emails_canceled"
    assert await rows(f"SELECT id FROM bulk_invites WHERE status <> 'completed' OR invited_rows <> {counts}") == []
