"""Failures of an earlier version, which belong to no failure group until a worker has found it."""

from typing import Final

from app.database.sql import rows
from app.database.transaction import transaction
from app.deliveries.claims import CLAIM_COLUMNS, Claim
from app.deliveries.emails import EmailKinds
from app.deliveries.failure_groups import Failure, assign, find_groups, is_alone
from app.deliveries.loading import load_data
from app.deliveries.recipient_domains import note_domains

EARLIER_AT_ONCE: Final = 500


async def group_earlier_failures(kinds: EmailKinds) -> bool:
    """Gives a group to emails that failed in an earlier version, newest first, by the last attempt of each.

    Returns whether there may be more. One worker at a time does so.
    """
    async with transaction():
        if not await is_alone():
            return False
        found = await rows(
            f"""
            SELECT {CLAIM_COLUMNS}, d.former_recipient, a.reply_code, a.reply, a.finished_at
              FROM deliveries d
              LEFT JOIN LATERAL (SELECT reply_code, reply, finished_at FROM delivery_attempts
                                  WHERE delivery_id = d.id ORDER BY number DESC LIMIT 1) AS a ON true
             WHERE d.id = ANY (ARRAY( -- a join would read the whole table: LIMIT is no constant
                SELECT id FROM deliveries
                 WHERE failure_group_id IS NULL AND status IN ('deferred', 'unknown', 'failed', 'bounced')
                 ORDER BY id DESC LIMIT $1 FOR UPDATE SKIP LOCKED))
            """,
            EARLIER_AT_ONCE,
        )
        claims = [Claim(**{name: each[name] for name in Claim.__dataclass_fields__ if name in each}) for each in found]
        data = await load_data(kinds, claims)
        recipients = [
            each["former_recipient"] or (data[each["subject_id"]].email if each["subject_id"] in data else "")
            for each in found
        ]
        groups = await find_groups(
            [
                Failure.said(each["reply_code"], each["reply"], recipient, each["recipient_domain"])
                for each, recipient in zip(found, recipients, strict=True)
            ],
            [each["finished_at"] for each in found],
        )
        await assign(groups, [each.delivery_id for each in claims])
        await note_domains(
            {
                claim.delivery_id: recipient
                for claim, recipient in zip(claims, recipients, strict=True)
                if recipient and claim.recipient_domain is None
            }
        )
    return len(found) == EARLIER_AT_ONCE
