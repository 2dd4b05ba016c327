"""What acts did, as people read it."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database.sql import rows, value
from app.operations.act_names import load_summaries
from app.operations.act_sentences import UNKNOWN_KIND, ActOutcome, GroupWords, Names, summarize
from app.operations.acts import ActKind, find_acts
from app.operations.delivery_acts import retry_deliveries
from app.operations.delivery_filters import DeliveryFilter
from tests.support.many_deliveries import OPERATOR, make_failed, make_failure_group

GROUP, OTHER, ORGANIZATION = (str(uuid4()) for _ in range(3))
NAMES = Names(
    {GROUP: GroupWords(550, "mailbox full", "partner.example"), OTHER: GroupWords(None, "x" * 500, None)},
    {ORGANIZATION: "Acme Devices"},
)
DONE = ActOutcome("done", 6_667, 12)


def retry(**filters: Any) -> dict[str, Any]:
    return {"change": "retry", "filter": filters}


@pytest.mark.parametrize(
    ("kind", "act_input", "outcome", "sentence"),
    [
        (
            "retry_deliveries",
            retry(failure_group_ids=[GROUP]),
            DONE,
            "Retried 6,667 emails that failed with “550 mailbox full” to partner.example; 12 skipped",
        ),
        (
            "retry_deliveries",
            retry(failure_group_ids=[GROUP, OTHER]) | {"spread_seconds": 600},
            ActOutcome("done", 1, 0),
            "Retried 1 email of 2 failure groups over 10 minutes",
        ),
        (
            "retry_deliveries",
            retry(failure_group_ids=[str(uuid4())]),
            ActOutcome("done", 0, 0),
            "Retried 0 emails of a failure group that is gone",
        ),
        (
            "retry_deliveries",
            retry(failure_group_ids=[OTHER], recipient_domain="a.example"),
            ActOutcome("done", 2, 0),
            f"Retried 2 emails that failed with “{'x' * 119}…” to a.example",
        ),
        (
            "retry_deliveries",
            retry(statuses=["failed", "deferred"], organization_id=ORGANIZATION),
            ActOutcome("trying", 2, 0),
            "Retrying emails that failed or were deferred of Acme Devices, one of each failure group first: 2 so far",
        ),
        (
            "retry_deliveries",
            retry(statuses=["failed"], bulk_invite_id="1") | {"spread_seconds": 3600},
            ActOutcome("running", 500, 1),
            "Retrying emails that failed of one bulk invite over 1 hour: 500 so far; 1 skipped",
        ),
        (
            "retry_deliveries",
            retry(organization_id="1"),
            ActOutcome("stopped", 3, 1_200),
            "Retried 3 emails of an organization that is gone, then stopped; 1,200 skipped",
        ),
        (
            "retry_deliveries",
            retry(statuses=["deferred", "bounced"]),
            ActOutcome("done", 1, 0),
            "Retried 1 email that was deferred or bounced",
        ),
        (
            "retry_deliveries",
            retry() | {"spread_seconds": 90},
            ActOutcome("running", 7, 0),
            "Retrying emails over 90 seconds: 7 so far",
        ),
        ("retry_deliveries", retry(), ActOutcome("failed", 3, 0), "Retried 3 emails, then could not go on"),
        (
            "discard_deliveries",
            {"change": "discard", "filter": {"message_id": "<1@a.example>"}},
            ActOutcome("done", 1, 0),
            "Discarded 1 email with the Message-ID <1@a.example>",
        ),
        (
            "settle_unknown",
            {
                "change": "sent",
                "filter": {
                    "created_after": "2026-11-27T10:00:00+01:00",
                    "created_before": "2026-11-28T00:00:00+00:00",
                },
            },
            ActOutcome("done", 5, 0),
            "Settled 5 emails queued since 27 Nov 2026, 09:00 UTC and before 28 Nov 2026, 00:00 UTC as sent",
        ),
        (
            "settle_unknown",
            {"change": "send_again", "filter": {}},
            ActOutcome("done", 5, 0),
            "Settled 5 emails as not sent, to be sent again",
        ),
        (
            "pause_queue",
            {"queue": "email", "recipient_domain": None},
            ActOutcome("done", 1, 0),
            "Paused the email queue",
        ),
        (
            "pause_queue",
            {"queue": "email", "recipient_domain": "a.example"},
            ActOutcome("done", 0, 0),
            "Paused emails to a.example, which was paused already",
        ),
        ("resume_queue", {"queue": "bulk"}, ActOutcome("done", 1, 0), "Resumed the bulk queue"),
        ("resume_queue", {}, ActOutcome("done", 0, 0), "Resumed a queue, which was not paused"),
        (
            "update_queue_limits",
            {"queue": "email", "concurrency": 20, "emails_per_minute": 6_000},
            ActOutcome("done", 1, 0),
            "Set the limits of the email queue: 20 at once, 6,000 emails a minute",
        ),
        (
            "update_queue_limits",
            {"queue": "bulk", "concurrency": None},
            ActOutcome("done", 1, 0),
            "Set the limits of the bulk queue: as configured",
        ),
        ("stop_bulk_invite", {"bulk_invite_id": "1"}, ActOutcome("done", 1, 0), "Canceled a bulk invite"),
        (
            "stop_bulk_invite",
            {"bulk_invite_id": "1"},
            ActOutcome("done", 0, 0),
            "Tried to cancel a bulk invite, which had ended",
        ),
        (
            "send_test_email",
            {"recipient_domain": "a.example"},
            ActOutcome("done", 1, 0),
            "Sent a test email to an address at a.example",
        ),
        ("send_test_email", {}, ActOutcome("done", 1, 0), "Sent a test email"),
        (
            "send_test_email",
            {"recipient_domain": "a.example"},
            ActOutcome("failed", 0, 0),
            "Tried to send a test email to an address at a.example",
        ),
        ("stop_act", {"act_id": "1"}, ActOutcome("done", 0, 0), "Stopped another act"),
        (
            "add_operator",
            {"name": "Ada Lovelace", "may_act": True, "sees_addresses": True},
            ActOutcome("done", 1, 0),
            "Made Ada Lovelace an operator, who may look at the background jobs and act, and sees addresses",
        ),
        (
            "add_operator",
            {"name": None},
            ActOutcome("done", 1, 0),
            "Made somebody an operator, who may look at the background jobs",
        ),
        ("remove_operator", {"name": "Ada"}, ActOutcome("done", 1, 0), "Removed Ada as an operator"),
        ("other", {"anything": 1}, ActOutcome("done", 1, 0), UNKNOWN_KIND),
    ],
)
def test_says_what_was_done_to_what(kind: str, act_input: dict[str, Any], outcome: ActOutcome, sentence: str) -> None:
    assert summarize(kind, act_input, outcome, NAMES) == sentence


@pytest.mark.parametrize("kind", [each for each in ActKind if each is not ActKind.OTHER])
def test_there_is_a_sentence_of_each_kind(kind: ActKind) -> None:
    change = {ActKind.DISCARD_DELIVERIES: "discard", ActKind.SETTLE_UNKNOWN: "sent"}.get(kind, "retry")
    assert summarize(kind, {"change": change}, DONE, NAMES) != UNKNOWN_KIND


@given(st.text(), st.sampled_from(["trying", "running", "done", "stopped", "failed", "later"]), st.integers(0))
def test_whatever_a_later_version_records_is_a_sentence(kind: str, status: str, count: int) -> None:
    assert summarize(kind, {}, ActOutcome(status, count, count), NAMES)


async def test_names_what_its_ids_are_called(database: None) -> None:
    group_id = await make_failure_group()
    failed = await make_failed(group_id=group_id)
    filters = DeliveryFilter(failure_group_ids=[group_id], organization_id=failed["inviting_organization_id"])
    act = await retry_deliveries(OPERATOR, filters, 1)
    name = await value("SELECT name FROM organizations WHERE id = $1", failed["inviting_organization_id"])
    expected = f"Retried 1 email that failed with “550 mailbox full” to partner.example of {name}"
    assert await load_summaries([act]) == {act.id: expected}
    # As a later version would have it.
    await rows("UPDATE operator_acts SET kind = 'sing_a_song'")
    (unknown,) = await find_acts([act.id])
    assert (unknown.kind, await load_summaries([unknown])) == (ActKind.OTHER, {act.id: UNKNOWN_KIND})
