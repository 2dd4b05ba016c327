"""Emails in trouble: a third is for a mail server that is out of order, a tenth for one that refuses what we write.

OPERATED_EMAILS says how many there are, 10,000 unless told otherwise.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.database.sql import rows
from tests.support.smtp_script import reply
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import PATIENCE_SECONDS

COUNT = int(os.environ.get("OPERATED_EMAILS", "10000"))
DEFERRED, REFUSED = COUNT // 3, COUNT // 10
OUT_OF_ORDER, STRICT = "storage.example", "strict.example"
QUEUE = """
WITH organization AS (
    INSERT INTO organizations (id, name, slug, bulk_invite_row_limit)
    VALUES (uuidv7(), 'Acme', 'acme', 100) RETURNING id
), people AS (
    SELECT n || '@' || CASE WHEN n <= $2 THEN $4 WHEN n <= $2 + $3 THEN $5 ELSE 'fine.example' END AS email
      FROM generate_series(1, $1::int) AS n
), invited AS (
    INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                             oldest_valid_generation, invited_by_name)
    SELECT uuidv7(), organization.id, email, email, 'analyst', '{}', 'pending', uuid_send(gen_random_uuid()), 1, 1,
           'Ada Lovelace' FROM organization, people
    RETURNING id, organization_id, email
)
INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority,
                        recipient_domain, due_at, status, attempt_count, retry_count)
SELECT uuidv7(), 'invitation', id, organization_id, 1, '<' || id || '@acme.example>', 0, split_part(email, '@', 2),
       now(), 'queued', 0, 0 FROM invited
"""
# Whether each email was attempted once: on a busy machine those that were deferred first are due again before the last.
ALL_WERE_ATTEMPTED = """
SELECT NOT EXISTS (SELECT FROM deliveries
                    WHERE attempt_count = 0 OR (attempt_count = 1 AND status IN ('queued', 'sending')))
"""
ATTEMPTS_SECONDS = PATIENCE_SECONDS + COUNT / 50
NOTHING_RUNS = "SELECT NOT EXISTS (SELECT FROM deliveries WHERE status = 'sending')"


async def queue_emails() -> None:
    await rows(QUEUE, COUNT, DEFERRED, REFUSED, OUT_OF_ORDER, STRICT)


@asynccontextmanager
async def troubled_mail_server() -> AsyncIterator[ScriptedSmtpServer]:
    async with ScriptedSmtpServer() as server:
        server.on("rcpt", reply(451, "4.3.0 Mail store 17 is out of order"), domain=OUT_OF_ORDER)
        server.on("dot", reply(554, "5.6.0 Messages with pictures are refused here"), domain=STRICT)
        yield server
