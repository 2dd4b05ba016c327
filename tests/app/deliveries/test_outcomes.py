"""What came of an attempt, and what is to happen next."""

from uuid import UUID

import pytest

from app.database.sql import rows
from app.deliveries import outcomes as outcomes_module
from app.deliveries.actions import cancel_waiting
from app.deliveries.claims import Claim, claim_due
from app.deliveries.outcomes import record_accepted, record_expired_leases, record_failure
from app.deliveries.queries import find_attempts
from app.mail import AttemptOutcome, AttemptResult
from app.postponed import Postponed
from tests.support.delivery_queue import delivery, let_leases_lapse, make_due, outcomes, queue_one
from tests.support.refusing_database import refusing

pytestmark = pytest.mark.usefixtures("database")
ACCEPTED = AttemptResult(AttemptOutcome.ACCEPTED, 250, "2.0.0 taken")
DEFERRED = AttemptResult(AttemptOutcome.DEFERRED, 451, "4.3.0 later")
REJECTED = AttemptResult(AttemptOutcome.REJECTED, 550, "5.1.1 nobody here")
UNKNOWN = AttemptResult(AttemptOutcome.UNKNOWN, None, "No answer")


async def claim_one(worker: str = "a") -> Claim:
    (claimed,) = await claim_due(worker, 1, 30)
    return claimed


async def begun() -> tuple[UUID, Claim]:
    """A delivery and its first attempt."""
    return await queue_one(), await claim_one()


async def lose() -> list[Claim]:
    await let_leases_lapse()
    return await record_expired_leases(hold_unknown=False)


class TestAccepted:
    async def test_many_are_written_down_at_once_each_with_the_servers_words(self) -> None:
        first, one = await begun()
        second, two = await begun()
        await record_accepted([(one, ACCEPTED), (two, AttemptResult(AttemptOutcome.ACCEPTED, 250, "second"))])
        for delivery_id, words in ((first, "2.0.0 taken"), (second, "second")):
            row = await delivery(delivery_id)
            assert (row["status"], row["lease_owner"], row["due_at"]) == ("sent", None, None)
            assert row["sent_at"] is not None
            (attempt,) = (await find_attempts([delivery_id]))[delivery_id]
            assert (attempt.outcome, attempt.reply_code, attempt.reply) == ("accepted", 250, words)

    async def test_written_twice_it_was_sent_when_it_was_first(self) -> None:
        delivery_id, claim = await begun()
        await record_accepted([(claim, ACCEPTED)])
        before = await delivery(delivery_id)
        await record_accepted([(claim, AttemptResult(AttemptOutcome.ACCEPTED, 250, "again"))])
        assert await delivery(delivery_id) == before

    async def test_a_late_result_counts_until_the_next_attempt_is_claimed(self) -> None:
        delivery_id, claim = await begun()
        await lose()
        await record_accepted([(claim, ACCEPTED)])
        assert (await delivery(delivery_id))["status"] == "sent"
        assert await outcomes(delivery_id) == ["accepted"]

    async def test_a_late_result_does_not_touch_the_attempt_of_another_worker(self) -> None:
        delivery_id, claim = await begun()
        await lose()
        await claim_one("b")
        await record_accepted([(claim, ACCEPTED)])
        row = await delivery(delivery_id)
        assert (row["status"], row["lease_owner"]) == ("sending", "b")
        assert await outcomes(delivery_id) == ["unknown", None]

    async def test_an_email_canceled_as_lost_was_sent_all_the_same(self) -> None:
        delivery_id, claim = await begun()
        await lose()
        await cancel_waiting("letter", [claim.subject_id])
        await record_accepted([(claim, ACCEPTED)])
        assert (await delivery(delivery_id))["status"] == "sent"


class TestFailed:
    async def test_deferred_is_tried_again_in_a_minute_or_so(self) -> None:
        delivery_id, claim = await begun()
        await record_failure(claim, DEFERRED)
        row = await delivery(delivery_id)
        assert (row["status"], row["retry_count"], row["lease_owner"]) == ("deferred", 1, None)
        assert 45 <= row["due_in"] <= 75

    async def test_deferred_again_is_tried_later_and_later(self) -> None:
        delivery_id, claim = await begun()
        await record_failure(claim, DEFERRED)
        await make_due(delivery_id)
        await record_failure(await claim_one(), DEFERRED)
        row = await delivery(delivery_id)
        assert row["retry_count"] == 2
        assert 235 <= row["due_in"] <= 365

    async def test_rejected_is_not_tried_again(self) -> None:
        delivery_id, claim = await begun()
        await record_failure(claim, REJECTED)
        row = await delivery(delivery_id)
        assert (row["status"], row["due_at"]) == ("failed", None)

    async def test_two_days_after_the_first_failure_it_is_given_up(self) -> None:
        delivery_id, claim = await begun()
        await rows("UPDATE deliveries SET retry_count = 15, retrying_since = now() - interval '47 hours'")
        await record_failure(claim, DEFERRED)
        row = await delivery(delivery_id)
        assert (row["status"], row["due_at"]) == ("failed", None)

    async def test_unknown_is_tried_again_by_the_same_rule(self) -> None:
        delivery_id, claim = await begun()
        await record_failure(claim, UNKNOWN)
        row = await delivery(delivery_id)
        assert row["status"] == "unknown"
        assert 45 <= row["due_in"] <= 75

    async def test_unknown_can_wait_for_an_operator(self) -> None:
        delivery_id, claim = await begun()
        await record_failure(claim, UNKNOWN, hold_unknown=True)
        row = await delivery(delivery_id)
        assert (row["status"], row["due_at"]) == ("unknown", None)
        assert await claim_due("b", 1, 30) == []

    @pytest.mark.parametrize("result", [DEFERRED, UNKNOWN, REJECTED])
    async def test_written_twice_it_counts_once(self, result: AttemptResult) -> None:
        """A COMMIT whose confirmation was lost is repeated."""
        delivery_id, claim = await begun()
        await record_failure(claim, result)
        before = await delivery(delivery_id)
        await record_failure(claim, result)
        after = await delivery(delivery_id)
        assert {**after, "due_in": 0} == {**before, "due_in": 0}

    async def test_a_late_refusal_of_a_lost_attempt_counts_as_no_second_failure(self) -> None:
        delivery_id, claim = await begun()
        await lose()
        await record_failure(claim, DEFERRED)
        row = await delivery(delivery_id)
        assert (row["status"], row["retry_count"]) == ("deferred", 1)
        assert await outcomes(delivery_id) == ["deferred"]

    async def test_a_late_refusal_does_not_touch_the_next_attempt(self) -> None:
        delivery_id, claim = await begun()
        await lose()
        await claim_one("b")
        await record_failure(claim, REJECTED)
        assert (await delivery(delivery_id))["lease_owner"] == "b"


class TestLost:
    async def test_an_attempt_with_a_live_lease_is_left_alone(self) -> None:
        await begun()
        assert await record_expired_leases(hold_unknown=False) == []

    async def test_the_first_time_it_is_due_at_once_with_the_same_message_id(self) -> None:
        delivery_id, claim = await begun()
        await lose()
        row = await delivery(delivery_id)
        assert row["status"] == "unknown"
        assert row["due_in"] <= 0
        again = await claim_one("b")
        assert (again.message_id, again.attempt) == (claim.message_id, claim.attempt + 1)
        assert await outcomes(delivery_id) == ["unknown", None]

    async def test_when_it_repeats_it_waits(self) -> None:
        delivery_id, _ = await begun()
        await lose()
        await claim_one("b")
        await lose()
        assert (await delivery(delivery_id))["due_in"] > 200

    async def test_an_operator_may_want_to_decide(self) -> None:
        delivery_id, _ = await begun()
        await let_leases_lapse()
        await record_expired_leases(hold_unknown=True)
        row = await delivery(delivery_id)
        assert (row["status"], row["due_at"]) == ("unknown", None)

    async def test_one_that_cannot_be_recorded_holds_back_no_other(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(outcomes_module, "postponed", Postponed())
        broken, _ = await begun()
        other, _ = await begun()
        await let_leases_lapse()
        async with refusing("UPDATE", "deliveries", "id", broken):
            for expected in ([other], []):
                recorded = await record_expired_leases(hold_unknown=False)
                assert [claim.delivery_id for claim in recorded] == expected
        assert [record.message for record in caplog.records] == ["expired_lease_not_recorded"]
        assert (await delivery(broken))["status"] == "sending"

    async def test_one_that_takes_its_worker_down_every_time_ends_failed_and_others_go_out(self) -> None:
        deadly = await queue_one()
        attempts = 0
        while (row := await delivery(deadly))["status"] != "failed":
            attempts += 1
            waited = max(0.0, row["due_in"])
            await rows("UPDATE deliveries SET retrying_since = retrying_since - make_interval(secs => $1)", waited)
            await make_due(deadly)
            other = await queue_one()
            claims = {claim.delivery_id: claim for claim in await claim_due("a", 10, 30)}
            await record_accepted([(claims[other], ACCEPTED)])
            assert (await delivery(other))["status"] == "sent"
            assert [claim.delivery_id for claim in await lose()] == [deadly]
        assert await outcomes(deadly) == ["unknown"] * attempts
        assert 10 < attempts < 30
