"""What operators pause: all emails, or those to one domain."""

import asyncio
import contextvars
from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.database.transaction import transaction
from app.deliveries.actions import BULK, cancel_waiting
from app.deliveries.claims import Claim, claim_due, release
from app.deliveries.outcomes import defer_until_resumed, record_accepted, record_expired_leases, record_failure
from app.deliveries.parking import count_parked, park_due, release_resumed
from app.deliveries.pauses import pause_sending
from app.mail import AttemptOutcome, AttemptResult
from app.organizations.actor import Actor
from app.queues.names import QueueName
from app.queues.pauses import list_pauses, pause, resume
from tests.support.delivery_queue import delivery, delivery_of, let_leases_lapse, let_pause_pass, outcomes, queue_one
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker

pytestmark = pytest.mark.usefixtures("database")
ACCEPTED = AttemptResult(AttemptOutcome.ACCEPTED, 250, "ok")
DEFERRED = AttemptResult(AttemptOutcome.DEFERRED, 451, "later")
REFUSED = AttemptResult.service_refused("5.7.8 who are you?", 535)


async def claim(worker: str = "a", limit: int = 10) -> list[Claim]:
    return await claim_due(worker, limit, 30)


async def claimed_ids(limit: int = 10) -> set[UUID]:
    return {each.delivery_id for each in await claim(limit=limit)}


async def pause_emails(domain: str | None = None, reason: str = "their servers are down") -> None:
    await pause(QueueName.EMAIL, domain, reason, None, "Ada")


async def resume_emails(domain: str | None = None) -> None:
    await resume(QueueName.EMAIL, domain)


async def make_canary(delivery_id: UUID) -> None:
    await rows("UPDATE deliveries SET is_canary = true, due_at = now() WHERE id = $1", delivery_id)


class TestPausing:
    async def test_while_all_emails_are_paused_none_is_claimed(self) -> None:
        await queue_one()
        await pause_emails()
        assert await claim() == []
        await resume_emails()
        assert len(await claim()) == 1

    async def test_a_paused_domain_stops_no_other(self) -> None:
        paused, other = await queue_one(domain="a.example"), await queue_one(domain="b.example")
        await pause_emails("a.example")
        assert await claimed_ids() == {other}
        await resume_emails("a.example")
        assert await claimed_ids() == {paused}

    async def test_the_first_pause_stays_with_its_reason(self) -> None:
        first, is_new = await pause(QueueName.EMAIL, "a.example", "first", None, "Ada")
        again, is_new_again = await pause(QueueName.EMAIL, "a.example", "second", None, "Grace")
        assert (is_new, is_new_again) == (True, False)
        assert again == first

    async def test_of_many_operators_at_once_one_pauses(self) -> None:
        made = await asyncio.gather(
            *(pause(QueueName.EMAIL, None, f"reason {number}", None, "Ada") for number in range(12))
        )
        assert [is_new for _, is_new in made].count(True) == 1
        (kept,) = await list_pauses(QueueName.EMAIL)
        assert {each for each, _ in made} == {kept}

    async def test_of_many_who_pause_and_resume_at_once_each_is_told_what_it_did(self) -> None:
        done = await asyncio.gather(
            *(
                resume(QueueName.EMAIL, "a.example")
                if number % 2
                else pause(QueueName.EMAIL, "a.example", "", None, "")
                for number in range(40)
            )
        )
        paused = [each for each in done if isinstance(each, tuple) and each[1]]
        resumed = [each for each in done if each is not None and not isinstance(each, tuple)]
        assert len(paused) - len(resumed) == len(await list_pauses(QueueName.EMAIL))

    async def test_what_is_claimed_while_a_pause_comes_was_claimed_before_it(self) -> None:
        """Whoever claims after the pause has been confirmed gets nothing."""
        for _ in range(60):
            await queue_one(domain="a.example")
        confirmed = asyncio.Event()
        late: list[Claim] = []

        async def keep_claiming(worker: str) -> None:
            while True:
                is_late = confirmed.is_set()
                claims = await claim(worker, limit=1)
                if is_late:
                    late.extend(claims)
                    return

        async def pause_meanwhile() -> None:
            await pause_emails("a.example")
            confirmed.set()

        await asyncio.gather(*(keep_claiming(f"worker {number}") for number in range(6)), pause_meanwhile())
        assert late == []


class TestParking:
    async def test_what_is_due_to_a_paused_domain_is_parked_and_released(self) -> None:
        parked, other = await queue_one(domain="a.example"), await queue_one(domain="b.example")
        await pause_emails("a.example")
        assert await park_due() == 1
        row = await delivery(parked)
        assert (row["is_paused"], row["due_at"], row["status"]) == (True, None, "queued")
        assert (await delivery(other))["is_paused"] is False
        assert await release_resumed() == 0
        assert await count_parked("a.example", 10) == 1
        await resume_emails("a.example")
        assert await claimed_ids() == {other}
        assert await release_resumed() == 1
        assert await claimed_ids() == {parked}

    async def test_without_a_paused_domain_nothing_is_parked(self) -> None:
        await queue_one()
        await pause_emails()
        assert await park_due() == 0

    async def test_what_is_due_later_keeps_its_time(self) -> None:
        delivery_id = await queue_one(domain="a.example")
        await rows("UPDATE deliveries SET status = 'deferred', due_at = now() + interval '1 hour'")
        await pause_emails("a.example")
        assert await park_due() == 0
        assert (await delivery(delivery_id))["due_in"] > 3000

    async def test_what_was_canceled_meanwhile_stays_so(self) -> None:
        kept, canceled, canceled_by_the_release_before = [await queue_one(domain="a.example") for _ in range(3)]
        await pause_emails("a.example")
        await park_due()
        await cancel_waiting("letter", [(await delivery(canceled))["subject_id"]])
        await rows("UPDATE deliveries SET status = 'canceled' WHERE id = $1", canceled_by_the_release_before)
        await resume_emails("a.example")
        while await release_resumed():
            pass
        for each in (canceled, canceled_by_the_release_before):
            row = await delivery(each)
            assert (row["status"], row["due_at"], row["is_paused"]) == ("canceled", None, False)
        assert await claimed_ids() == {kept}

    async def test_what_is_held_for_an_operator_is_not_sent_by_a_resume(self) -> None:
        """Its fate is unknown, and ON_UNKNOWN is `hold`."""
        delivery_id = await queue_one(domain="a.example")
        (claimed,) = await claim()
        await record_failure(claimed, AttemptResult(AttemptOutcome.UNKNOWN, reply="?"), hold_unknown=True)
        await pause_emails("a.example")
        await park_due()
        await resume_emails("a.example")
        await release_resumed()
        row = await delivery(delivery_id)
        assert (row["status"], row["due_at"]) == ("unknown", None)

    async def test_what_is_released_is_spread(self) -> None:
        for _ in range(50):
            await queue_one(domain="a.example")
        await pause_emails("a.example")
        await park_due()
        await resume_emails("a.example")
        assert await release_resumed() == 50
        span = await value("SELECT extract(epoch FROM max(due_at) - min(due_at))::float8 FROM deliveries")
        assert span == pytest.approx(0.49)

    async def test_the_time_paused_is_none_in_which_a_server_refused_it(self) -> None:
        delivery_id = await queue_one(domain="a.example")
        (claimed,) = await claim()
        await record_failure(claimed, DEFERRED)
        await rows("UPDATE deliveries SET due_at = now()")
        await pause_emails("a.example")
        await park_due()
        await rows("UPDATE deliveries SET retrying_since = now() - interval '3 days'")
        await resume_emails("a.example")
        await release_resumed()
        (claimed,) = await claim()
        await record_failure(claimed, DEFERRED)
        assert (await delivery(delivery_id))["status"] == "deferred"

    async def test_what_is_parked_by_who_had_not_heard_of_the_resume_is_released(self) -> None:
        delivery_id = await queue_one(domain="a.example")
        await pause_emails("a.example")
        async with transaction():
            await park_due()
            outside_of_it = contextvars.Context()
            await asyncio.create_task(resume_and_release(), context=outside_of_it)
        assert (await delivery(delivery_id))["is_paused"]
        assert await release_resumed() == 1
        assert await claimed_ids() == {delivery_id}

    async def test_of_workers_that_park_and_release_at_once_none_waits_or_does_it_twice(self) -> None:
        for _ in range(40):
            await queue_one(domain="a.example")
        await pause_emails("a.example")
        assert sum(await asyncio.gather(*(park_due() for _ in range(8)))) == 40
        await resume_emails("a.example")
        assert sum(await asyncio.gather(*(release_resumed() for _ in range(8)))) == 40
        assert len(await claim(limit=100)) >= 1


async def resume_and_release() -> None:
    await resume_emails("a.example")
    assert await release_resumed() == 0


class TestUnderWay:
    async def test_what_is_being_sent_while_the_pause_comes_is_finished_and_the_next_is_not(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        email_worker.sender.revalidate_after_seconds = 0
        invited = [await make_invitation(admin, f"{number}@acme.example") for number in range(4)]
        email_worker.sender.settings = email_worker.sender.settings.model_copy(update={"email_concurrency": 1})
        email_worker.server.hold("dot")
        sending = asyncio.create_task(email_worker.deliver())
        await email_worker.server.reached("dot")
        await pause_emails("acme.example")
        email_worker.server.release("dot")
        await sending
        assert email_worker.server.copies.total() == 1
        assert sorted([(await delivery_of(each))["status"] for each in invited]) == ["queued"] * 3 + ["sent"]

    async def test_rows_of_the_release_before_get_their_domain_and_are_held_as_well(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        paused = await make_invitation(admin, "ada@BÜCHER.example")
        sent = await make_invitation(admin, "ada@acme.example")
        await rows("UPDATE deliveries SET recipient_domain = NULL")
        await pause_emails("xn--bcher-kva.example")
        await email_worker.deliver()
        assert email_worker.server.copies == {"ada@acme.example": 1}
        assert (await delivery_of(sent))["recipient_domain"] == "acme.example"
        row = await delivery_of(paused)
        assert (row["recipient_domain"], row["status"]) == ("xn--bcher-kva.example", "queued")
        assert await outcomes(row["id"]) == []
        assert await park_due() == 1


class TestCanaries:
    @pytest.mark.parametrize("domain", [None, "acme.example"])
    async def test_they_are_claimed_also_while_their_queue_or_domain_is_paused(self, domain: str | None) -> None:
        canary, _ = await queue_one(), await queue_one()
        await pause_emails(domain)
        await make_canary(canary)
        await park_due()
        assert await claimed_ids() == {canary}

    async def test_a_parked_one_flies_and_is_parked_no_more(self) -> None:
        canary = await queue_one()
        await pause_emails("acme.example")
        await park_due()
        await make_canary(canary)
        assert await claimed_ids() == {canary}
        assert (await delivery(canary))["is_paused"] is False

    async def test_they_go_before_all_others(self) -> None:
        for _ in range(5):
            await queue_one()
        canary = await queue_one(BULK)
        await make_canary(canary)
        assert await claimed_ids(limit=1) == {canary}

    async def test_an_automatic_pause_holds_them_back_until_one_probes(self) -> None:
        first, second = await queue_one(), await queue_one()
        await pause_emails()
        await make_canary(first)
        await make_canary(second)
        await pause_sending("535 who are you?")
        assert await claim() == []
        await let_pause_pass()
        (probe,) = await claim()
        assert probe.is_probe
        assert await claim() == []

    async def test_without_a_canary_a_paused_queue_probes_nothing(self) -> None:
        await queue_one()
        await pause_emails()
        await pause_sending("535 who are you?")
        await let_pause_pass()
        assert await claim() == []
        assert await value("SELECT resume_at <= now() FROM email_pauses")

    @pytest.mark.parametrize("result", ["accepted", "deferred", "refused", "expired"])
    async def test_once_there_is_a_result_it_is_one_email_among_others(self, result: str) -> None:
        canary = await queue_one()
        await make_canary(canary)
        (claimed,) = await claim()
        assert (await delivery(canary))["is_canary"] is True
        match result:
            case "accepted":
                await record_accepted([(claimed, ACCEPTED)])
            case "deferred":
                await record_failure(claimed, DEFERRED)
            case "refused":
                await defer_until_resumed(claimed, REFUSED)
            case _:
                await let_leases_lapse()
                await record_expired_leases(hold_unknown=False)
        assert (await delivery(canary))["is_canary"] is False

    async def test_one_that_was_given_back_unsent_is_still_one(self) -> None:
        canary = await queue_one()
        await make_canary(canary)
        (claimed,) = await claim()
        await release(claimed)
        assert (await delivery(canary))["is_canary"] is True
