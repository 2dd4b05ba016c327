"""An operator at a terminal, as wide as they are, looks at the queues and finds out why emails failed."""

import json
from pathlib import Path

import pytest

from app.cli.failures import NOTHING, NOTHING_SUCH
from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.claims import claim_due
from app.deliveries.failure_groups import Failure, find_groups
from app.deliveries.outcomes import record_failure
from app.deliveries.pauses import pause_sending
from app.mail import AttemptOutcome, AttemptResult
from tests.support.command_runs import Run, each_of
from tests.support.delivery_queue import queue_one

pytestmark = pytest.mark.usefixtures("database")
WORDS = "5.7.1 <ana@partner.example>: Recipient address rejected: " + "this is not a place for such emails " * 3
LONG_DOMAIN = f"{'department-of-' * 4}partner.example"


async def fail(words: str, domain: str, count: int, status: str = "failed") -> None:
    for _ in range(count):
        await queue_one()
    outcome = AttemptOutcome.REJECTED if status == "failed" else AttemptOutcome.DEFERRED
    result = AttemptResult(outcome, 550 if status == "failed" else 450, words)
    async with transaction():
        claims = await claim_due("a", count, 30)
        for claim, group_id in zip(
            claims, await find_groups([Failure.of(result, f"ana@{domain}")] * count), strict=True
        ):
            await record_failure(claim, result, group_id)


async def test_the_queues_are_a_table(root: Path, environment: dict[str, str]) -> None:
    await queue_one()
    await rows("UPDATE deliveries SET due_at = now() - interval '125 minutes'")
    table, data = each_of(root, [Run(["queue", "list"], environment), Run(["queue", "list", "--json"], environment)])
    lines = [line.split() for line in table.printed.splitlines()]
    assert lines[1] == ["email", "1", "2", "h", "0", "0", "0", "0", "0", "0"]
    assert lines[2] == ["bulk", "0", "-", "0", "0", "0", "0", "0", "0"]
    email, bulk = json.loads(data.printed)
    assert (email["name"], email["waitingCount"], bulk["oldestWaitingAt"]) == ("EMAIL", 1, None)
    assert email["oldestWaitingAt"].endswith("+00:00")


async def test_what_is_paused_and_limited_stands_below_the_queues(root: Path, environment: dict[str, str]) -> None:
    await pause_sending("535 5.7.8 no")
    steps = [
        ["queue", "pause", "email", "--reason", "restored", "--yes"],
        ["queue", "pause", "email", "--domain", "partner.example", "--reason", "SPF", "--yes"],
        ["queue", "set-limits", "email", "--concurrency", "4", "--emails-per-minute", "1200", "--yes"],
        ["queue", "list"],
        ["queue", "list", "--json"],
    ]
    *_, table, data = each_of(root, [Run(step, environment) for step in steps])
    refused, all_emails, one_domain, limits = table.printed.splitlines()[3:]
    assert refused.startswith("Paused: the email queue, for ")
    assert ", as the mail server refuses this service: 535 5.7.8 no. The next email tries it in " in refused
    assert all_emails.endswith("(command line): restored")
    assert one_domain.startswith("Paused: emails to partner.example, for ")
    assert "Limited: the email queue, to 4 at once in each worker and 1,200 a minute in all, set by " in limits
    email, bulk = json.loads(data.printed)
    assert [pause["recipientDomain"] for pause in email["pauses"]] == [None, None, "partner.example"]
    assert [pause["pausedBy"] is None for pause in email["pauses"]] == [True, False, False]
    assert (email["limits"]["concurrency"], email["limits"]["emailsPerMinute"]) == (4, 1200)
    assert (bulk["pauses"], bulk["limits"]["setBy"]) == ([], None)


async def test_failures_are_few_groups_that_fit_the_terminal(root: Path, environment: dict[str, str]) -> None:
    await fail(WORDS, "partner.example", 3)
    await fail(WORDS, LONG_DOMAIN, 2)
    await fail("4.2.2 full", "other.example", 1, "deferred")
    # As if there were a million of each.
    await rows(
        "INSERT INTO queue_counts (id, queue, state, failure_group_id, count)"
        " SELECT uuidv7(), 'email', state, g.id, 1200000 FROM failure_groups g,"
        " unnest(ARRAY['deferred', 'failed', 'unknown', 'bounced']) AS s (state) WHERE recipient_domain = $1",
        LONG_DOMAIN,
    )
    printed, data, of_domain, deferred, few = each_of(
        root,
        [
            Run(["failure", "list", *options], environment)
            for options in (
                [], ["--json"], ["--json", "--domain", " Partner.EXAMPLE"], ["--json", "--status", "deferred"],
                ["--json", "--limit", "1"],
            )
        ],
    )  # fmt: skip
    lines = printed.printed.splitlines()
    assert max(map(len, lines)) <= 100
    assert "ana@" not in printed.printed
    groups = json.loads(data.printed)
    assert [each["deliveryCount"] for each in groups] == [4_800_002, 3, 1]
    assert [each["id"] for each in groups] == [
        line.strip() for line in lines if line.count("-") == 4 and "…" not in line
    ]
    assert groups[1]["recipientDomain"] == "partner.example"
    assert groups[1]["reply"].startswith("5.7.1 …: Recipient address rejected: this is not")
    assert json.loads(of_domain.printed) == [groups[1]]
    assert [each["deferredCount"] for each in json.loads(deferred.printed)] == [1_200_000, 1]
    assert json.loads(few.printed) == groups[:1]


async def test_where_nothing_failed_it_says_so(root: Path, environment: dict[str, str]) -> None:
    commands = [["failure", "list"], ["failure", "list", "--status", "bounced"], ["failure", "list", "--json"]]
    nothing, nothing_such, data = each_of(root, [Run(each, environment) for each in commands])
    assert (nothing.code, nothing.printed) == (0, f"{NOTHING}\n")
    assert nothing_such.printed == f"{NOTHING_SUCH}\n"
    assert json.loads(data.printed) == []


async def test_what_is_asked_wrongly_is_said_in_a_sentence(root: Path, environment: dict[str, str]) -> None:
    too_many, unknown = each_of(
        root,
        [
            Run(["failure", "list", "--limit", "201"], environment),
            Run(["failure", "list", "--status", "lost"], environment),
        ],
    )
    assert (too_many.code, too_many.complained) == (1, "--limit has to be from 1 to 200.\n")
    assert unknown.code == 2
    assert unknown.complained.count("\n") == 1
