"""Bounces while others change the same invitations: nobody waits for each other, and what came back stays."""

import asyncio
import random
from collections import Counter
from typing import Any

from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import rows, value
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.mail_events.event import Result
from app.mail_events.receive import receive
from tests.support.bounces import GIVEN_UP, NOBODY_THERE, SPAM, event_about
from tests.support.bulk_uploads import invitations_of, lines, upload, work
from tests.support.factories import make_admin
from tests.support.in_process_email_worker import EmailWorker

PEOPLE = 40


async def test_bounces_while_emails_are_sent_resent_revoked_and_counted(email_worker: EmailWorker) -> None:
    admin = await make_admin()
    people = [f"p{number}@example.com,Analyst," for number in range(PEOPLE)]
    bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
    await work()
    ids = [each["id"] for each in await invitations_of(bulk_invite_id)]
    first = [each["id"] for each in await rows("SELECT id FROM deliveries ORDER BY id")]
    bounces = [receive(event_about(each, bounce)) for each in first for bounce in (GIVEN_UP, NOBODY_THERE, SPAM)]
    random.shuffle(bounces)
    others: list[Any] = [email_worker.deliver(), resend(admin, ids[:10]), revoke(admin, ids[20:30])]
    others += [resend(admin, [each]) for each in ids[30:]] + [count_next() for _ in range(10)]
    done = await asyncio.gather(*others, *bounces, return_exceptions=True)
    assert [each for each in done if isinstance(each, BaseException)] == []
    results = Counter(each for each in done if isinstance(each, Result))
    assert set(results) <= {Result.RECORDED, Result.IGNORED}
    assert results.total() == len(bounces)
    statuses = await rows("SELECT status, count(*) AS count FROM deliveries WHERE generation = 1 GROUP BY 1")
    assert statuses == [{"status": "bounced", "count": PEOPLE}]
    kinds = await rows("SELECT DISTINCT kind FROM delivery_bounces")
    assert kinds == [{"kind": "complaint"}]
    assert await value("SELECT count(*) FROM suppressions WHERE kind = 'complaint'") == PEOPLE
    assert await value("SELECT count(*) FROM deliveries WHERE generation = 2 AND status = 'bounced'") == 0
    await email_worker.deliver()
    assert await value("SELECT count(*) FROM delivery_attempts WHERE outcome IS NULL") == 0
    assert await value("SELECT count(*) FROM deliveries WHERE status = 'bounced' AND lease_owner IS NOT NULL") == 0
