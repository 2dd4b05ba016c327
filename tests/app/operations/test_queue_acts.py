"""What operators do to queues, and what is said of it."""

import asyncio
from dataclasses import replace

import pytest

from app.database.sql import rows, value
from app.deliveries.claims import claim_due
from app.deliveries.outcomes import defer_until_resumed
from app.deliveries.parking import park_due, release_resumed
from app.deliveries.pauses import pause_sending
from app.errors import ErrorCode, IdempotencyKeyReused, NotPermitted, Refusal
from app.mail import AttemptResult
from app.operations.acts import ActKind, ActRecord
from app.operations.queue_acts import pause_queue, resume_queue, update_queue_limits
from app.operations.queue_pauses import find_queue_pauses
from app.operations.queue_sentences import MAX_PARKED_COUNTED, QUEUE_SENTENCES
from app.queues.limits import read_limits
from app.queues.names import QueueName
from app.queues.pauses import MAX_PAUSED_DOMAINS
from app.users.operators import Operator
from tests.support.delivery_queue import let_pause_pass, queue_one
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("database")
EMAIL, BULK = QueueName.EMAIL, QueueName.BULK
ADA = Operator(None, "Ada", may_act=True, sees_addresses=True)
GRACE = Operator(None, "Grace", may_act=True, sees_addresses=True)
READER = Operator(None, "Linus", may_act=False, sees_addresses=True)


def queue_sentence(act: ActRecord) -> str:
    return QUEUE_SENTENCES[act.kind](act.input, act.changed_count)


async def refusal_of(
    operator: Operator = ADA, queue: QueueName = EMAIL, domain: str = "", reason: str = "?"
) -> Refusal:
    with pytest.raises(Refusal) as raised:
        await pause_queue(operator, queue, domain, reason)
    return raised.value


class TestPausing:
    async def test_is_recorded_with_who_and_why(self) -> None:
        act = await pause_queue(ADA, EMAIL, "Bücher.Example", "  They move.  ")
        assert (act.kind, act.actor_name, act.reason, act.changed_count) == (
            ActKind.PAUSE_QUEUE,
            "Ada",
            "They move.",
            1,
        )
        assert queue_sentence(act) == "Paused emails to xn--bcher-kva.example"
        (pause,) = await find_queue_pauses(EMAIL)
        assert (pause.recipient_domain, pause.reason, pause.paused_by) == ("xn--bcher-kva.example", "They move.", "Ada")

    async def test_what_is_paused_keeps_its_first_reason_and_says_so(self) -> None:
        await pause_queue(ADA, BULK, None, "The database is moved.")
        act = await pause_queue(GRACE, BULK, None, "Something else")
        assert act.changed_count == 0
        sentence = queue_sentence(act)
        assert sentence.startswith("Paused the bulk queue, which was paused already by Ada since ")
        assert sentence.endswith(" and stays so: The database is moved")
        (pause,) = await find_queue_pauses(BULK)
        assert (pause.reason, pause.paused_by) == ("The database is moved.", "Ada")

    async def test_of_two_operators_at_once_both_are_told_who_was_first(self) -> None:
        acts = await asyncio.gather(*(pause_queue(each, EMAIL, None, f"{each.name}'s") for each in (ADA, GRACE) * 4))
        assert sorted(act.changed_count for act in acts) == [0] * 7 + [1]
        (first,) = [act for act in acts if act.changed_count]
        assert all(f"already by {first.actor_name} since" in queue_sentence(act) for act in acts if act is not first)

    @pytest.mark.parametrize(
        ("domain", "code"),
        [
            ("ada@acme.example", ErrorCode.INVALID_EMAIL),
            ("acme", ErrorCode.INVALID_EMAIL),
            ("a b.example", ErrorCode.INVALID_EMAIL),
            ("a\0.example", ErrorCode.INVALID_EMAIL),
            ("\ud800.example", ErrorCode.INVALID_EMAIL),
            ("%.example", ErrorCode.INVALID_EMAIL),
            ("", ErrorCode.REQUIRED),
            ("  @ ", ErrorCode.REQUIRED),
            ("a" * 300 + ".example", ErrorCode.TOO_LONG),
        ],
    )
    async def test_what_is_no_domain_is_refused(self, domain: str, code: ErrorCode) -> None:
        refusal = await refusal_of(domain=domain)
        assert (refusal.code, refusal.path) == (code, ("recipientDomain",))

    async def test_a_reason_is_required_and_bounded(self) -> None:
        for reason, code in (("", ErrorCode.REQUIRED), (" \n", ErrorCode.REQUIRED), ("é" * 501, ErrorCode.TOO_LONG)):
            refusal = await refusal_of(domain="a.example", reason=reason)
            assert (refusal.code, refusal.path) == (code, ("reason",))
        assert await find_queue_pauses(EMAIL) == []

    async def test_uploads_have_no_domain(self) -> None:
        refusal = await refusal_of(queue=BULK, domain="a.example")
        assert (refusal.code, refusal.path) == (ErrorCode.OUT_OF_RANGE, ("recipientDomain",))

    async def test_so_many_domains_and_no_more(self) -> None:
        await rows(
            """
            INSERT INTO queue_pauses (id, queue, recipient_domain, reason, paused_by_name)
            SELECT uuidv7(), 'email', n || '.example', '?', 'Ada' FROM generate_series(1, $1) n
            """,
            MAX_PAUSED_DOMAINS,
        )
        assert (await refusal_of(domain="one-more.example")).code is ErrorCode.OUT_OF_RANGE
        assert (await pause_queue(ADA, EMAIL, "1.example", "again")).changed_count == 0

    async def test_who_may_only_look_changes_nothing(self) -> None:
        with pytest.raises(NotPermitted):
            await pause_queue(READER, EMAIL, None, "?")
        with pytest.raises(NotPermitted):
            await resume_queue(READER, EMAIL, None)
        with pytest.raises(NotPermitted):
            await update_queue_limits(READER, EMAIL, 1, None)
        assert await value("SELECT count(*) FROM operator_acts") == 0

    async def test_a_key_stands_for_one_request(self, database: None) -> None:
        operator = Operator(await make_user(), "Ada", may_act=True, sees_addresses=True)
        first = await pause_queue(operator, EMAIL, None, "once", "key")
        await resume_queue(operator, EMAIL, None)
        again = await pause_queue(operator, EMAIL, None, "once", "key")
        assert (again.id, again.changed_count, again.input) == (first.id, first.changed_count, first.input)
        assert await find_queue_pauses(EMAIL) == []
        with pytest.raises(IdempotencyKeyReused):
            await pause_queue(operator, EMAIL, "a.example", "once", "key")


class TestResuming:
    async def test_what_is_not_paused_is_said_to_be_so(self) -> None:
        act = await resume_queue(ADA, EMAIL, None)
        assert (act.changed_count, queue_sentence(act)) == (0, "Resumed the email queue, which was not paused")

    async def test_of_emails_ends_also_the_pause_of_the_mail_server(self) -> None:
        await queue_one()
        (claimed,) = await claim_due("a", 1, 30)
        await pause_sending("535 who are you?")
        await defer_until_resumed(claimed, AttemptResult.service_refused("535 who are you?", 535))
        await pause_queue(ADA, EMAIL, None, "We look into it.")
        act = await resume_queue(GRACE, EMAIL, None)
        assert act.changed_count == 2
        assert queue_sentence(act) == (
            "Resumed the email queue, which Ada had paused: We look into it; the mail server had refused this service:"
            " 535 who are you?; emails that waited for the mail server and are due now: 1"
        )
        assert await find_queue_pauses(EMAIL) == []
        assert len(await claim_due("a", 1, 30)) == 1

    async def test_of_the_queue_leaves_its_domains_paused(self) -> None:
        await pause_queue(ADA, EMAIL, "a.example", "down")
        await pause_queue(ADA, EMAIL, None, "all")
        await resume_queue(ADA, EMAIL, None)
        assert [each.recipient_domain for each in await find_queue_pauses(EMAIL)] == ["a.example"]

    async def test_of_a_domain_says_how_many_waited(self) -> None:
        for _ in range(3):
            await queue_one(domain="a.example")
        await pause_queue(ADA, EMAIL, "a.example", "down")
        await park_due()
        act = await resume_queue(ADA, EMAIL, "a.example")
        assert queue_sentence(act).endswith("; emails that waited, and become due one shortly after another: 3")
        assert await release_resumed() == 3

    async def test_however_many_waited_they_are_counted_up_to_a_bound(self) -> None:
        act = await resume_queue(ADA, EMAIL, "a.example")
        assert "parked_count" not in act.input
        assert "more than 10,000" in queue_sentence(_parked(act, MAX_PARKED_COUNTED + 1))

    async def test_a_pause_of_the_mail_server_is_listed_until_it_ends(self) -> None:
        await pause_queue(ADA, EMAIL, None, "all")
        await pause_sending("535 who are you?")
        await let_pause_pass()
        server, operator = await find_queue_pauses(EMAIL)
        assert (server.paused_by, server.reason, operator.paused_by) == (None, "535 who are you?", "Ada")
        assert server.probes_at is not None
        assert operator.probes_at is None
        assert await find_queue_pauses(BULK) == []


class TestLimits:
    async def test_are_set_and_taken_back(self) -> None:
        act = await update_queue_limits(ADA, EMAIL, 20, 1200)
        assert queue_sentence(act) == "Set the limits of the email queue: 20 at once, 1,200 emails a minute"
        limits = await read_limits(EMAIL)
        assert (limits.concurrency, limits.emails_per_minute, limits.set_by_name) == (20, 1200, "Ada")
        act = await update_queue_limits(GRACE, EMAIL, None, None)
        assert queue_sentence(act) == "Set the limits of the email queue: as configured"
        limits = await read_limits(EMAIL)
        assert (limits.concurrency, limits.emails_per_minute, limits.set_by_name) == (None, None, "Grace")

    async def test_the_same_again_changes_nothing(self) -> None:
        await update_queue_limits(ADA, BULK, 5, None)
        act = await update_queue_limits(GRACE, BULK, 5, None)
        assert act.changed_count == 0
        assert queue_sentence(act) == "Set the limits of the bulk queue: 5 at once, as they were"
        assert (await read_limits(BULK)).set_by_name == "Ada"

    @pytest.mark.parametrize(
        ("queue", "concurrency", "emails_per_minute", "field"),
        [
            (EMAIL, 0, None, "concurrency"),
            (EMAIL, 101, None, "concurrency"),
            (BULK, 11, None, "concurrency"),
            (EMAIL, None, 0, "emailsPerMinute"),
            (EMAIL, None, 100_001, "emailsPerMinute"),
            (BULK, None, 10, "emailsPerMinute"),
        ],
    )
    async def test_have_bounds(
        self, queue: QueueName, concurrency: int | None, emails_per_minute: int | None, field: str
    ) -> None:
        with pytest.raises(Refusal) as raised:
            await update_queue_limits(ADA, queue, concurrency, emails_per_minute)
        assert (raised.value.code, raised.value.path) == (ErrorCode.OUT_OF_RANGE, (field,))

    async def test_of_two_operators_at_once_each_is_told_what_it_changed(self) -> None:
        acts = await asyncio.gather(*(update_queue_limits(ADA, EMAIL, 10 + number % 2, None) for number in range(10)))
        limits = await read_limits(EMAIL)
        assert limits.concurrency in {10, 11}
        assert sum(act.changed_count for act in acts) >= 1
        assert all(
            (act.input["before"]["concurrency"] == act.input["concurrency"]) != act.changed_count for act in acts
        )


def _parked(act: ActRecord, count: int) -> ActRecord:
    paused = {"by": "Ada", "at": "2026-01-01T00:00:00+00:00", "reason": "down"}
    return replace(act, input={**act.input, "paused": paused, "parked_count": count})
