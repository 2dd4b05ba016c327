"""What the demo gives operators to look at: a day of emails, some of which fail for reasons that are still there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.queues.counts import MINUTES_SQL, find_counts
from app.queues.names import QueueName
from devserver.demo import ADMIN_EMAIL, make_demo
from devserver.demo_emails import NAME, TROUBLE, make_emails
from devserver.mailbox import REFUSED_DOMAINS
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.usefixtures("database")


async def make_all() -> None:
    await make_demo(PASSWORD)
    user_id: UUID = await value("SELECT id FROM users WHERE email_key = $1", ADMIN_EMAIL)
    await make_emails(user_id)


async def test_what_failed_is_in_groups_and_counted() -> None:
    await make_all()
    found = await rows(
        """
        SELECT g.recipient_domain, g.reply_code, d.status, count(*) AS count
          FROM deliveries d JOIN failure_groups g ON g.id = d.failure_group_id
          JOIN organizations o ON o.id = d.inviting_organization_id
         WHERE o.name = $1 GROUP BY g.id, d.status
        """,
        NAME,
    )
    assert {(each["reply_code"], each["status"], each["count"]) for each in found} == {
        (each.reply_code, each.status, each.count) for each in TROUBLE
    }
    counts = (await find_counts())[QueueName.EMAIL]
    truth = await rows("SELECT status, count(*) AS count FROM deliveries GROUP BY status")
    assert {state: count for state, count in counts.items() if count} == {
        each["status"]: each["count"] for each in truth
    }


async def test_the_plots_show_when_it_happened() -> None:
    await make_all()
    now = datetime.now(UTC)
    found = await rows(f"SELECT queue, state, minute, sum(count) AS count FROM {MINUTES_SQL} AS m GROUP BY 1, 2, 3")
    sent = {each["minute"]: each["count"] for each in found if each["state"] == "sent"}
    assert len({minute.replace(minute=0) for minute in sent}) >= 23
    assert all(now - timedelta(hours=25) < minute <= now for minute in sent)
    failed = [each["minute"] for each in found if each["state"] == "failed" and each["queue"] == "email"]
    assert min(failed) > now - timedelta(hours=4)
    assert {each["state"] for each in found if each["queue"] == "bulk"} >= {"rows_validated", "rows_invited"}


async def test_what_is_newer_comes_first_and_nothing_is_due_within_the_hour() -> None:
    await make_all()
    found = await rows(
        "SELECT created_at, due_at FROM deliveries WHERE priority = 1 AND status <> 'queued' ORDER BY id"
    )
    times = [each["created_at"] for each in found if each["due_at"]]
    assert times == sorted(times)
    assert min(each["due_at"] for each in found if each["due_at"]) > datetime.now(UTC) + timedelta(hours=1)


async def test_some_domains_refuse_them_again_in_the_same_words() -> None:
    said = {f"{each.reply_code} {each.reply}" for each in TROUBLE if each.domain in REFUSED_DOMAINS}
    assert said == set(REFUSED_DOMAINS.values())


async def test_they_are_made_once() -> None:
    for _ in range(2):
        await make_all()
    assert await value("SELECT count(*) FROM organizations WHERE name = $1", NAME) == 1
