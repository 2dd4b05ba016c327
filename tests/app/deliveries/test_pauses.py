"""Pauses of all sending."""

import asyncio

import pytest

from app.database.sql import value
from app.database.transaction import transaction
from app.deliveries.claims import Claim, claim_due
from app.deliveries.outcomes import defer_until_resumed
from app.deliveries.pauses import PROBE_SECONDS, end_pause, pause_sending
from app.deliveries.queries import find_pause
from app.mail import AttemptResult
from tests.support.delivery_queue import delivery, let_pause_pass, queue_one

pytestmark = pytest.mark.usefixtures("database")
REFUSED = AttemptResult.service_refused("5.7.8 who are you?", 535)


async def claim(worker: str = "a") -> list[Claim]:
    return await claim_due(worker, 10, 30)


async def refuse(claimed: Claim) -> None:
    async with transaction():
        await pause_sending("5.7.8 who are you?")
        await defer_until_resumed(claimed, REFUSED)


class TestPausing:
    async def test_nothing_is_claimed_and_the_reason_is_on_show(self) -> None:
        await queue_one()
        await pause_sending("5.7.8 who are you?")
        pause = await find_pause()
        assert pause is not None
        assert pause.reason == "5.7.8 who are you?"
        assert await claim() == []

    async def test_what_met_the_refusal_waits_without_using_up_a_retry(self) -> None:
        delivery_id = await queue_one()
        (claimed,) = await claim()
        await refuse(claimed)
        row = await delivery(delivery_id)
        assert (row["status"], row["retry_count"], row["lease_owner"]) == ("deferred", 0, None)
        assert 50 <= row["due_in"] <= 60

    async def test_what_meets_it_again_lets_another_find_out(self) -> None:
        first = await queue_one()
        (claimed,) = await claim()
        await refuse(claimed)
        await let_pause_pass()
        (claimed,) = await claim()
        await refuse(claimed)
        assert (await delivery(first))["due_in"] > 100

    async def test_a_pause_that_goes_on_began_when_it_began(self) -> None:
        await pause_sending("first")
        began = await value("SELECT paused_at FROM email_pauses")
        await pause_sending("second")
        pause = await find_pause()
        assert pause is not None
        assert (pause.paused_at, pause.reason) == (began, "second")


class TestProbing:
    async def test_after_the_pause_one_email_finds_out_and_no_herd(self) -> None:
        for _ in range(20):
            await queue_one()
        await pause_sending("refused")
        await let_pause_pass()
        shares = await asyncio.gather(*(claim(f"worker {number}") for number in range(6)))
        claims = [each for share in shares for each in share]
        assert [each.is_probe for each in claims] == [True]

    async def test_a_probe_of_which_nothing_is_heard_is_followed_by_another(self) -> None:
        await queue_one()
        await queue_one()
        await pause_sending("refused")
        await let_pause_pass()
        assert len(await claim()) == 1
        pause = await find_pause()
        assert pause is not None
        assert (pause.resume_at - pause.paused_at).total_seconds() <= PROBE_SECONDS + 5
        await let_pause_pass()
        assert len(await claim()) == 1

    async def test_without_an_email_there_is_no_probe_to_wait_for(self) -> None:
        await pause_sending("refused")
        await let_pause_pass()
        assert await claim() == []
        await queue_one()
        assert len(await claim()) == 1

    async def test_once_the_pause_has_ended_everything_goes_out(self) -> None:
        for _ in range(5):
            await queue_one()
        await pause_sending("refused")
        await end_pause()
        claims = await claim()
        assert [each.is_probe for each in claims] == [False] * 5


class TestResuming:
    async def test_an_operator_ends_the_pause_and_what_it_held_back_is_due_at_once(self) -> None:
        delivery_id = await queue_one()
        (claimed,) = await claim()
        await refuse(claimed)
        await end_pause()
        assert await find_pause() is None
        assert (await delivery(delivery_id))["due_in"] <= 0
        assert len(await claim()) == 1
