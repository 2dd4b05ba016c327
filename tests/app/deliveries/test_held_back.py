"""Emails that wait for no fault of their own: for a connection, for the rate, or for this service to be let in."""

import asyncio
from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.deliveries.claims import claim_due
from app.deliveries.outcomes import defer_until_resumed, record_held_back
from app.deliveries.pauses import end_pause, is_refused_everywhere
from app.deliveries.queries import find_attempts, find_pause
from app.deliveries.sending_limit import SendingLimit
from app.mail import AttemptOutcome, AttemptResult, Cause
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.app.mail.talking import mailer_to
from tests.support.delivery_queue import delivery, delivery_of, make_due, queue_one
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.smtp_script import reply

RELAY_DENIED = reply(554, "5.7.1 <x@example.org>: Relay access denied")
NOT_OURS = reply(550, "5.7.0 too many emails per second")
NO_CONNECTION = AttemptResult.not_connected("No connection to mail.example:587: refused")


class Hours:
    """A clock that a test moves on."""

    now = 1000.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.fixture
def clock(email_worker: EmailWorker) -> Hours:
    clock = Hours()
    email_worker.sender.limit = SendingLimit(clock)
    return clock


async def invite(admin: Actor, *domains: str) -> list[UUID]:
    return [await make_invitation(admin, f"p{number}@{domain}") for number, domain in enumerate(domains)]


async def statuses(invited: list[UUID]) -> set[tuple[str, int]]:
    found = [await delivery_of(each) for each in invited]
    return {(each["status"], each["retry_count"]) for each in found}


class TestServiceRefusedOfARecipient:
    async def test_many_in_one_domain_are_deferred_and_pause_nobody(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await invite(admin, *["one.example"] * 12)
        email_worker.server.on("rcpt", RELAY_DENIED)
        await email_worker.deliver()
        assert await statuses(invited) == {("deferred", 0)}
        assert await find_pause() is None

    async def test_one_pauses_nobody_however_often_it_is_tried(self, email_worker: EmailWorker, admin: Actor) -> None:
        (invited,) = await invite(admin, "relay.example")
        email_worker.server.on("rcpt", RELAY_DENIED, recipient="p0@relay.example")
        for number in range(5):
            await make_due((await delivery_of(invited))["id"])
            await email_worker.deliver()
            await make_invitation(admin, f"other{number}@x{number}.example")
            await email_worker.deliver()
        assert email_worker.server.copies.total() == 5
        assert await find_pause() is None
        assert await statuses([invited]) == {("deferred", 0)}

    @pytest.mark.parametrize("step", ["rcpt", "dot"])
    async def test_the_same_in_three_domains_pauses_and_burns_no_invitation(
        self, email_worker: EmailWorker, admin: Actor, step: str
    ) -> None:
        invited = await invite(admin, *[f"d{number}.example" for number in range(30)])
        email_worker.server.on(step, reply(554, "5.7.1 <us@x.example>: Sender address rejected"))  # type: ignore[arg-type]
        await email_worker.deliver()
        pause = await find_pause()
        assert pause is not None
        assert pause.reason == "5.7.1 … : Sender address rejected"
        assert await statuses(invited) <= {("deferred", 0), ("queued", 0)}
        assert "queued" in {status for status, _ in await statuses(invited)}

    async def test_an_email_accepted_between_speaks_against_it(self, email_worker: EmailWorker, admin: Actor) -> None:
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        for number in range(6):
            await make_invitation(admin, f"no{number}@d{number}.example")
            email_worker.server.on("rcpt", RELAY_DENIED, recipient=f"no{number}@d{number}.example")
            await make_invitation(admin, f"yes@e{number}.example")
            await email_worker.deliver()
        assert email_worker.server.copies.total() == 6
        assert await find_pause() is None

    async def test_what_the_pause_held_back_goes_out_when_a_probe_is_accepted(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        invited = await invite(admin, *[f"d{number}.example" for number in range(6)])
        email_worker.server.on("rcpt", RELAY_DENIED, times=3)
        await email_worker.deliver()
        assert await find_pause() is not None
        await rows("UPDATE email_pauses SET resume_at = now()")
        email_worker.sender.revalidate_after_seconds = 0
        while await statuses(invited) != {("sent", 0)}:
            await email_worker.deliver()

    @pytest.mark.parametrize(("domains", "everywhere"), [(0, False), (1, False), (2, False), (3, True), (9, True)])
    def test_three_domains_are_no_accident(self, domains: int, everywhere: bool) -> None:
        assert is_refused_everywhere(domains) is everywhere


class TestConnections:
    async def test_a_server_that_takes_three_gets_every_email_and_none_is_charged(
        self, email_worker: EmailWorker, admin: Actor
    ) -> None:
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 8})
        email_worker.server.connection_limit = 3
        invited = await invite(admin, *["acme.example"] * 100)
        async with mailer_to(email_worker.server, size=8) as mailer:
            email_worker.sender.mailer = mailer
            while (found := await statuses(invited)) != {("sent", 0)}:
                assert {retries for _, retries in found} == {0}
                await email_worker.deliver()
        assert email_worker.server.copies.total() == 100
        assert email_worker.server.connection_count > 3

    async def test_after_an_outage_a_probe_lets_everything_out_at_once(
        self, email_worker: EmailWorker, admin: Actor, clock: Hours
    ) -> None:
        invited = await invite(admin, *["acme.example"] * 40)
        await email_worker.server.refuse()
        for _ in range(10):
            clock.now += 10
            await email_worker.deliver()
        assert await statuses(invited) <= {("deferred", 0), ("queued", 0)}
        await email_worker.server.listen()
        assert await email_worker.deliver() == 0
        clock.now += 10
        await email_worker.deliver()
        assert await statuses(invited) == {("sent", 0)}

    async def test_the_reason_is_recorded_and_not_once_for_each_probe(
        self, email_worker: EmailWorker, admin: Actor, clock: Hours
    ) -> None:
        (invited,) = await invite(admin, "acme.example")
        await email_worker.server.refuse()
        for _ in range(5):
            clock.now += 10
            await email_worker.deliver()
        delivery_id = (await delivery_of(invited))["id"]
        (attempt,) = (await find_attempts([delivery_id]))[delivery_id]
        assert (attempt.reply or "").startswith("No connection to 127.0.0.1:")

    async def test_what_waits_between_two_emails_is_given_back_at_a_stop(
        self, email_worker: EmailWorker, admin: Actor, clock: Hours
    ) -> None:
        email_worker.sender.settings = get_settings().model_copy(update={"email_concurrency": 1})
        invited = await invite(admin, "a.example", "b.example")
        email_worker.server.on("rcpt", NOT_OURS, times=1)
        sending = asyncio.create_task(email_worker.deliver())
        while ("deferred", 0) not in await statuses(invited):
            assert not sending.done()
        assert not sending.done()
        assert await find_pause() is None
        email_worker.sender.stopping.set()
        email_worker.sender.wake.set()
        await sending
        assert await statuses(invited) == {("deferred", 0), ("queued", 0)}


@pytest.mark.usefixtures("database")
class TestTwoDays:
    async def test_after_them_one_that_never_got_a_connection_fails_with_the_reason(self) -> None:
        delivery_id = await queue_one()
        (claim,) = await claim_due("a", 1, 30)
        await rows("UPDATE deliveries SET retrying_since = now() - interval '49 hours'")
        await defer_until_resumed(claim, NO_CONNECTION)
        row = await delivery(delivery_id)
        assert (row["status"], row["due_at"]) == ("failed", None)
        (attempt,) = (await find_attempts([delivery_id]))[delivery_id]
        assert attempt.reply == NO_CONNECTION.reply

    async def test_they_begin_for_all_that_is_due_once_nothing_can_be_sent(self) -> None:
        delivery_id = await queue_one()
        assert await record_held_back("a", "refused") == []
        assert (await delivery(delivery_id))["status"] == "queued"
        await rows("UPDATE deliveries SET retrying_since = retrying_since - interval '49 hours'")
        (failed,) = await record_held_back("a", "refused")
        assert failed.delivery_id == delivery_id
        assert (await delivery(delivery_id))["status"] == "failed"
        (attempt,) = (await find_attempts([delivery_id]))[delivery_id]
        assert attempt.reply == "Given up after 48 hours: refused"

    async def test_a_queue_that_nobody_worked_on_has_not_waited(self) -> None:
        delivery_id = await queue_one()
        await rows("UPDATE deliveries SET created_at = now() - interval '9 days'")
        assert await record_held_back("a", "refused") == []
        assert (await delivery(delivery_id))["status"] == "queued"

    async def test_what_its_own_fault_deferred_is_left_to_its_next_attempt(self) -> None:
        await queue_one()
        await rows(
            """
            UPDATE deliveries SET status = 'deferred', retry_count = 3, retrying_since = now() - interval '49 hours',
                   due_at = now() + interval '1 hour'
            """
        )
        assert await record_held_back("a", "refused") == []
        await end_pause()
        assert await value("SELECT due_at > now() FROM deliveries")


@pytest.mark.usefixtures("database")
class TestResuming:
    @pytest.mark.parametrize("cause", [Cause.RATE, Cause.SERVICE])
    async def test_what_is_held_back_is_due_also_where_it_had_failed_before(self, cause: Cause) -> None:
        delivery_id = await queue_one()
        (claim,) = await claim_due("a", 1, 30)
        await rows("UPDATE deliveries SET retry_count = 2, retrying_since = now()")
        await defer_until_resumed(claim, AttemptResult(AttemptOutcome.DEFERRED, 450, "4.7.1 later", cause, "relay"))
        assert (await delivery(delivery_id))["due_in"] > 40
        assert await end_pause() == 1
        row = await delivery(delivery_id)
        assert (row["retry_count"], row["due_in"] <= 0) == (2, True)
