"""Emails that failed in the same way are one group: found as the failure is recorded, left when the email is sent."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.deliveries import earlier_failures, failure_groups
from app.deliveries.actions import cancel_waiting
from app.deliveries.claims import Claim, claim_due
from app.deliveries.earlier_failures import group_earlier_failures
from app.deliveries.expired_leases import recover_expired_leases
from app.deliveries.failure_groups import OTHER_REPLIES, Failure, find_groups
from app.deliveries.old_failure_groups import forget_empty_groups
from app.deliveries.outcomes import record_failure, record_held_back
from app.email_kinds import EMAIL_KINDS
from app.mail import AttemptOutcome, AttemptResult
from app.organizations.actor import Actor
from tests.support.delivery_queue import delivery_of, let_leases_lapse, make_due, queue_one
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.row_locks import LockQueue
from tests.support.smtp_script import DROP, reply

pytestmark = pytest.mark.usefixtures("database")
FULL = AttemptResult(AttemptOutcome.DEFERRED, 452, "4.2.2 The mailbox is full")


async def groups() -> list[tuple[Any, ...]]:
    """Code, words, domain and how many emails, most first."""
    found = await rows(
        """
        SELECT reply_code, reply, recipient_domain, (SELECT count(*) FROM deliveries WHERE failure_group_id = g.id) AS n
          FROM failure_groups g ORDER BY n DESC, reply, recipient_domain
        """
    )
    return [tuple(each.values()) for each in found]


async def group_of(delivery_id: UUID) -> UUID | None:
    found: UUID | None = await value("SELECT failure_group_id FROM deliveries WHERE id = $1", delivery_id)
    return found


async def fail_one(result: AttemptResult = FULL, recipient: str = "ana@x.example") -> Claim:
    await queue_one()
    (claim,) = await claim_due("a", 1, 30)
    async with transaction():
        (group_id,) = await find_groups([Failure.of(result, recipient)])
        await record_failure(claim, result, group_id)
    return claim


class TestSending:
    async def test_many_failures_are_as_few_groups_as_there_are_faults_and_domains(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        people = [f"p{number}@{domain}.example" for number in range(6) for domain in ("one", "two")]
        for number, address in enumerate(people):
            await make_invitation(admin, address)
            words = f"4.7.1 <{address}>: Greylisted for {number + 300} seconds, id {number}f3b2c1d9e"
            email_worker.server.on("rcpt", reply(450, words), recipient=address)
        await make_invitation(admin, "nobody@one.example")
        email_worker.server.on("rcpt", reply(550, "5.1.1 User nobody unknown"), recipient="nobody@one.example")
        await make_invitation(admin, "somebody@one.example")
        await email_worker.deliver()
        greylisted = "4.7.1 …: Greylisted for … seconds, id …"
        assert await groups() == [
            (450, greylisted, "one.example", 6),
            (450, greylisted, "two.example", 6),
            (550, "5.1.1 User … unknown", "one.example", 1),
        ]
        assert await value("SELECT count(*) FROM deliveries WHERE failure_group_id IS NULL AND status = 'sent'") == 1

    async def test_an_email_changes_its_group_with_its_failure_and_leaves_it_once_it_is_sent(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin, "p@one.example")
        delivery_id = (await delivery_of(invited))["id"]
        found = []
        for words in ("4.2.2 full", "4.3.0 busy", "4.2.2 full"):
            email_worker.server.on("rcpt", reply(450, words), times=1)
            await email_worker.deliver()
            found.append(await group_of(delivery_id))
            await make_due(delivery_id)
        assert found[0] == found[2]
        assert len({*found, None}) == 3
        await email_worker.deliver()
        assert await group_of(delivery_id) is None

    async def test_a_server_that_is_away_is_one_group_whatever_the_domains(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        for number in range(3):
            await make_invitation(admin, f"p@d{number}.example")
        await email_worker.server.refuse()
        await email_worker.deliver()
        (found,) = [each for each in await groups() if each[3]]
        assert (found[0], found[2]) == (None, None)
        assert found[1].startswith("No connection to …")

    async def test_an_answer_that_never_came_is_of_no_domain(self, email_worker: EmailWorker, admin: Actor) -> None:
        await make_invitation(admin, "p@one.example")
        email_worker.server.on("dot", DROP, times=1)
        await email_worker.deliver()
        (found,) = await groups()
        assert (found[0], found[2], found[3]) == (None, None, 1)


class TestOtherWaysToFail:
    async def test_workers_that_died(self) -> None:
        for _ in range(3):
            await queue_one()
        await claim_due("a", 3, 30)
        await let_leases_lapse()
        await recover_expired_leases({}, hold_unknown=True)
        assert await groups() == [(None, "The worker stopped before the server answered.", None, 3)]

    async def test_given_up_while_nothing_could_be_sent(self) -> None:
        for _ in range(2):
            await queue_one()
        await rows("UPDATE deliveries SET retrying_since = now() - interval '49 hours'")
        await record_held_back("a", "No connection to mail.acme.example:587: refused")
        assert await groups() == [(None, "Given up after … hours: No connection to …: refused", None, 2)]

    async def test_nothing_given_up_makes_no_group(self) -> None:
        await record_held_back("a", "refused")
        assert await groups() == []

    async def test_canceled_it_is_in_none(self) -> None:
        claim = await fail_one()
        assert await group_of(claim.delivery_id) is not None
        await cancel_waiting("letter", [claim.subject_id])
        assert await group_of(claim.delivery_id) is None


class TestFinding:
    async def test_what_was_met_within_a_minute_is_read_and_waited_for_by_nobody(self, lock_queue: LockQueue) -> None:
        (group_id,) = await find_groups([Failure.of(FULL)])
        before = await row("SELECT xmin::text, last_at FROM failure_groups")
        await lock_queue.lock("SELECT id FROM failure_groups WHERE id = $1 FOR UPDATE", group_id)
        assert await find_groups([Failure.of(FULL)] * 3) == [group_id] * 3
        assert await row("SELECT xmin::text, last_at FROM failure_groups") == before

    async def test_met_again_later_it_says_when(self) -> None:
        await find_groups([Failure.of(FULL)])
        await rows(
            "UPDATE failure_groups SET first_at = now() - interval '9 days', last_at = now() - interval '1 hour'"
        )
        await find_groups([Failure.of(FULL)])
        found = await row("SELECT now() - first_at AS first, now() - last_at AS last FROM failure_groups")
        assert found is not None
        assert found["first"] > timedelta(days=8)
        assert found["last"] < timedelta(minutes=30)

    async def test_many_that_find_the_same_at_once_make_each_once_and_none_is_a_deadlocks_victim(self) -> None:
        failures = [Failure(450 + number, f"{number}", f"{number}.example") for number in range(40)]

        async def find(shift: int) -> list[UUID]:
            async with transaction():
                return await find_groups(failures[shift:] + failures[:shift])

        for _ in range(3):
            found = await asyncio.gather(*(find(shift * 3) for shift in range(12)))
            assert len({frozenset(each) for each in found}) == 1
            await rows("UPDATE failure_groups SET last_at = now() - interval '2 minutes'")
        assert len(await groups()) == 40

    async def test_beyond_the_maximum_other_replies_are_one_group_for_each_code(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(failure_groups, "MAX_GROUPS", 3)
        for number in range(3):
            await fail_one(AttemptResult(AttemptOutcome.DEFERRED, 450, f"fault {'x' * (number + 1)}"))
        for words in ("another", "one more", "fault x"):
            for code in (450, 550):
                await fail_one(AttemptResult(AttemptOutcome.DEFERRED, code, words))
        found = await groups()
        assert [each for each in found if each[1] == OTHER_REPLIES] == [
            (550, OTHER_REPLIES, None, 3),
            (450, OTHER_REPLIES, None, 2),
        ]
        assert (450, "fault x", "x.example", 2) in found
        assert len(found) == 5

    async def test_of_none_it_asks_nothing(self) -> None:
        assert await find_groups([]) == []


class TestEarlierVersions:
    async def test_what_failed_in_one_gets_its_group_by_its_last_attempt(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        for number in range(3):
            await make_invitation(admin, f"p{number}@One.example")
        email_worker.server.on("rcpt", reply(450, "4.7.1 <x@one.example>: Greylisted"))
        await email_worker.deliver()
        expected = await groups()
        await rows("UPDATE deliveries SET failure_group_id = NULL, recipient_domain = NULL")
        await rows("DELETE FROM failure_groups")
        await rows("UPDATE delivery_attempts SET finished_at = finished_at - interval '3 days'")
        assert await group_earlier_failures(EMAIL_KINDS) is False
        assert await groups() == expected == [(450, "4.7.1 …: Greylisted", "one.example", 3)]
        found = await row("SELECT first_at, last_at, now() - last_at AS age FROM failure_groups")
        assert found is not None
        assert found["age"] > timedelta(days=2)
        assert await value("SELECT array_agg(DISTINCT recipient_domain) FROM deliveries") == ["one.example"]
        assert found["first_at"] == await value("SELECT min(finished_at) FROM delivery_attempts")

    async def test_a_batch_at_a_time_until_none_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(earlier_failures, "EARLIER_AT_ONCE", 2)
        for _ in range(5):
            await fail_one()
        await rows("UPDATE deliveries SET failure_group_id = NULL")
        assert [await group_earlier_failures({}) for _ in range(3)] == [True, True, False]
        assert await value("SELECT count(*) FROM deliveries WHERE failure_group_id IS NULL") == 0

    async def test_without_an_attempt_on_record_there_is_one_for_it_too(self) -> None:
        await queue_one()
        await rows("UPDATE deliveries SET status = 'failed', due_at = NULL")
        await group_earlier_failures({})
        assert await groups() == [(None, "No reason was given.", None, 1)]

    async def test_one_that_somebody_holds_is_left_for_later(self, lock_queue: LockQueue) -> None:
        claim = await fail_one()
        await rows("UPDATE deliveries SET failure_group_id = NULL")
        await lock_queue.lock("SELECT id FROM deliveries WHERE id = $1 FOR UPDATE", claim.delivery_id)
        assert await group_earlier_failures({}) is False
        assert await group_of(claim.delivery_id) is None
        await lock_queue.let_go()
        await group_earlier_failures({})
        assert await group_of(claim.delivery_id) is not None


class TestEmptyGroups:
    async def test_those_are_deleted_that_nothing_is_in_and_were_not_met_for_a_day(self) -> None:
        kept = await fail_one()
        await find_groups([Failure(450, "old", None), Failure(450, "new", None)])
        await rows("UPDATE failure_groups SET last_at = now() - interval '25 hours' WHERE reply <> 'new'")
        await forget_empty_groups()
        assert {each[1] for each in await groups()} == {"4.2.2 The mailbox is full", "new"}
        assert await group_of(kept.delivery_id) is not None

    async def test_one_that_an_email_is_coming_into_stays(self, lock_queue: LockQueue) -> None:
        (group_id,) = await find_groups([Failure.of(FULL)])
        await rows("UPDATE failure_groups SET last_at = now() - interval '25 hours'")
        await lock_queue.lock("UPDATE failure_groups SET last_at = now() WHERE id = $1", group_id)
        await forget_empty_groups()
        await lock_queue.let_go()
        await forget_empty_groups()
        assert await value("SELECT id FROM failure_groups") == group_id

    async def test_one_that_is_deleted_meanwhile_is_made_again(self, lock_queue: LockQueue) -> None:
        failure = Failure.of(FULL, "ana@x.example")
        (group_id,) = await find_groups([failure])
        await rows("UPDATE failure_groups SET last_at = now() - interval '25 hours'")
        await lock_queue.lock("DELETE FROM failure_groups WHERE id = $1", group_id)
        await lock_queue.joined_by(find_groups([failure]))
        assert await lock_queue.let_go() == [[group_id]]
        assert await value("SELECT count(*) FROM failure_groups") == 1
