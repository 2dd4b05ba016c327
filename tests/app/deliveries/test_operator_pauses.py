"""What operators pause: all emails, or those to one domain."""

import asyncio

import pytest

from app.database.sql import rows, value
from app.deliveries.actions import BULK
from app.deliveries.claims import Claim, release
from app.deliveries.outcomes import defer_until_resumed, record_accepted, record_expired_leases, record_failure
from app.deliveries.parking import park_due
from app.deliveries.pauses import pause_sending
from app.mail import AttemptOutcome, AttemptResult
from app.organizations.actor import Actor
from app.queues.names import QueueName
from app.queues.pauses import list_pauses, pause, resume
from tests.support.delivery_queue import delivery, delivery_of, let_leases_lapse, let_pause_pass, outcomes, queue_one
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.paused_emails import claim, claimed_ids, make_canary, pause_emails, resume_emails

pytestmark = pytest.mark.usefixtures("database")
ACCEPTED = AttemptResult(AttemptOutcome.ACCEPTED, 250, "ok")
DEFERRED = AttemptResult(AttemptOutcome.DEFERRED, 451, "later")
REFUSED = AttemptResult.service_refused("5.7.8 who are you?", 535)


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
        first, is_new = await pause(QueueName.EMAIL, "a.example", "first", "Ada")
        again, is_new_again = await pause(QueueName.EMAIL, "a.example", "second", "Grace")
        assert (is_new, is_new_again) == (True, False)
        assert again == first

    async def test_of_many_operators_at_once_one_pauses(self) -> None:
        made = await asyncio.gather(*(pause(QueueName.EMAIL, None, f"reason {number}", "Ada") for number in range(12)))
        assert [is_new for _, is_new in made].count(True) == 1
        (kept,) = await list_pauses(QueueName.EMAIL)
        assert {each for each, _ in made} == {kept}

    async def test_of_many_who_pause_and_resume_at_once_each_is_told_what_it_did(self) -> None:
        done = await asyncio.gather(
            *(
                resume(QueueName.EMAIL, "a.example") if number % 2 else pause(QueueName.EMAIL, "a.example", "", "")
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
