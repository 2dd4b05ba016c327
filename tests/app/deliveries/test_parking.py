"""Emails to a paused domain are parked when they come to be due, and released once it is resumed."""

import asyncio
import contextvars
import re
from pathlib import Path

import pytest

from app.database.sql import rows, value
from app.database.transaction import transaction
from app.deliveries.actions import cancel_waiting
from app.deliveries.outcomes import record_failure
from app.deliveries.parking import count_parked, park_due, release_resumed
from app.mail import AttemptOutcome, AttemptResult
from tests.support.delivery_queue import delivery, queue_one
from tests.support.paused_emails import claim, claimed_ids, pause_emails, resume_emails

pytestmark = pytest.mark.usefixtures("database")
DEFERRED = AttemptResult(AttemptOutcome.DEFERRED, 451, "later")
GUIDE = Path(__file__).parents[3] / "docs" / "operations.md"


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

    async def test_by_the_guide_it_is_sent_where_only_a_version_that_parks_nothing_is_left(self) -> None:
        parked, canceled = await queue_one(domain="a.example"), await queue_one(domain="a.example")
        await pause_emails("a.example")
        await park_due()
        await rows("UPDATE deliveries SET status = 'canceled' WHERE id = $1", canceled)
        (statement,) = re.findall(r"(?m)^UPDATE deliveries SET is_paused .*;$", GUIDE.read_text())
        await rows(statement)
        due = await rows("SELECT id FROM deliveries WHERE status = 'queued' AND due_at <= now()")
        assert [each["id"] for each in due] == [parked]
        assert (await delivery(canceled))["due_at"] is None

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
