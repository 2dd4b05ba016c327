"""Failure groups in numbers: of each group how many emails are in which state now."""

from uuid import UUID, uuid4

import pytest

from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.claims import claim_due
from app.deliveries.failure_groups import Failure, find_groups
from app.deliveries.outcomes import record_accepted, record_failure
from app.deliveries.queries import DeliveryStatus
from app.mail import AttemptOutcome, AttemptResult
from app.operations.failures import FailureGroupFilter, FailureGroupRow, find_failure_groups, list_failure_groups
from app.queues.counts import add_up_changes
from tests.support.delivery_queue import make_due, queue_one

pytestmark = pytest.mark.usefixtures("database")
FULL = AttemptResult(AttemptOutcome.DEFERRED, 452, "4.2.2 The mailbox is full")
NOBODY = AttemptResult(AttemptOutcome.REJECTED, 550, "5.1.1 Nobody here")
SILENCE = AttemptResult(AttemptOutcome.UNKNOWN, None, "No answer")
ALL = FailureGroupFilter()


async def fail(result: AttemptResult, count: int = 1, domain: str = "x.example") -> list[UUID]:
    for _ in range(count):
        await queue_one()
    async with transaction():
        claims = await claim_due("a", count, 30)
        for claim, group_id in zip(claims, await find_groups([Failure.of(result, f"p@{domain}")] * count), strict=True):
            await record_failure(claim, result, group_id, hold_unknown=True)
    return [claim.delivery_id for claim in claims]


def counts(group: FailureGroupRow) -> tuple[int, ...]:
    return (
        group.delivery_count,
        group.deferred_count,
        group.failed_count,
        group.unknown_count,
        group.bounced_count,
    )


async def test_most_emails_come_first_with_their_states_added_up_or_not() -> None:
    await fail(SILENCE)
    await fail(NOBODY, 3)
    await fail(FULL, 2)
    for _ in range(2):
        found = await list_failure_groups(ALL, 50)
        assert [(each.reply_code, each.reply, each.recipient_domain) for each in found] == [
            (550, "5.1.1 Nobody here", "x.example"),
            (452, "4.2.2 The mailbox is full", "x.example"),
            (None, "No answer", None),
        ]
        assert [counts(each) for each in found] == [(3, 0, 3, 0, 0), (2, 2, 0, 0, 0), (1, 0, 0, 1, 0)]
        await add_up_changes()
    assert [counts(each) for each in await list_failure_groups(ALL, 1)] == [(3, 0, 3, 0, 0)]


async def test_one_that_is_tried_again_stays_in_its_group_until_it_is_sent() -> None:
    (delivery_id, _) = await fail(FULL, 2)
    await make_due(delivery_id)
    (claim,) = await claim_due("a", 1, 30)
    assert [counts(each) for each in await list_failure_groups(ALL, 50)] == [(2, 1, 0, 0, 0)]
    await record_accepted([(claim, AttemptResult(AttemptOutcome.ACCEPTED, 250, "taken"))])
    assert [counts(each) for each in await list_failure_groups(ALL, 50)] == [(1, 1, 0, 0, 0)]


async def test_a_group_that_all_have_left_is_no_longer_listed_but_found_by_its_id() -> None:
    await fail(FULL)
    (group,) = await list_failure_groups(ALL, 50)
    await rows("UPDATE deliveries SET status = 'canceled'")
    assert await list_failure_groups(ALL, 50) == []
    (found,) = await find_failure_groups([group.id, uuid4()])
    assert (found.id, found.reply, counts(found)) == (group.id, group.reply, (0, 0, 0, 0, 0))


async def test_of_one_domain() -> None:
    await fail(FULL, 1, "one.example")
    await fail(FULL, 1, "two.example")
    await fail(SILENCE, 1, "one.example")
    found = await list_failure_groups(FailureGroupFilter(recipient_domain="one.example"), 50)
    assert [(each.reply, each.recipient_domain) for each in found] == [("4.2.2 The mailbox is full", "one.example")]
    assert await list_failure_groups(FailureGroupFilter(recipient_domain="three.example"), 50) == []


async def test_with_emails_in_these_states_those_with_most_of_them_first() -> None:
    ids = await fail(FULL, 5)
    await fail(NOBODY, 2)
    await fail(SILENCE, 3)
    await rows("UPDATE deliveries SET status = 'failed', due_at = NULL WHERE id = $1", ids[0])
    failed = await list_failure_groups(FailureGroupFilter(statuses=[DeliveryStatus.FAILED]), 50)
    assert [counts(each) for each in failed] == [(2, 0, 2, 0, 0), (5, 4, 1, 0, 0)]
    both = FailureGroupFilter(statuses=[DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN])
    assert [each.reply_code for each in await list_failure_groups(both, 50)] == [None, 550, 452]
    assert await list_failure_groups(FailureGroupFilter(statuses=[DeliveryStatus.BOUNCED]), 50) == []
