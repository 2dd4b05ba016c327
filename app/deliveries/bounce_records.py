"""Records what came back about emails, once, and reads it."""

import re
from collections.abc import Sequence
from uuid import UUID

from app.database.sql import Row, row, rows
from app.deliveries.bounces import COLUMNS, Bounce, BouncedEmail
from app.deliveries.emails import EmailKinds
from app.deliveries.failure_groups import Failure, find_groups
from app.deliveries.queries import DeliveryStatus
from app.deliveries.recipient_domains import domain_key
from app.mail import normalise
from app.pubsub.after_commit import publish_after_commit

CAME_BACK_EARLIER = "The email came back before the server's reply was recorded."
_REPLY_CODE = re.compile(r"([45]\d\d)[ -]\s*(?=\S)", re.ASCII)


async def record_bounce(kinds: EmailKinds, delivery_id: UUID, bounce: Bounce) -> bool:
    """Records that the email came back, whatever its status is. Call it in a transaction, with nothing of it locked.

    Returns whether that changes anything: the same of the same sending again does not, nor what is less grave, nor
    anything about a delivery that is gone. Locks the subject before the delivery, like all that locks both.
    """
    found = await row("SELECT kind, subject_id FROM deliveries WHERE id = $1", delivery_id)
    if found is None:
        return False
    kind = kinds.get(found["kind"])
    if kind is not None:
        await kind.lock([found["subject_id"]])
    delivery = await row(
        """
        SELECT status, generation, recipient_domain, former_recipient, coalesce(sent_at, created_at) AS earliest,
               now() AS now
          FROM deliveries WHERE id = $1 FOR UPDATE
        """,
        delivery_id,
    )
    if delivery is None or not await _is_graver(delivery_id, delivery, bounce):
        return False
    bounce = bounce.within(delivery["earliest"], delivery["now"])
    data = (await kind.load([found["subject_id"]])).get(found["subject_id"]) if kind else None
    recipient = delivery["former_recipient"] or (data.email if data else "")
    (group_id,) = await find_groups([failure_of(bounce, recipient, delivery["recipient_domain"])])
    await _write(delivery_id, bounce, group_id)
    if kind is not None:
        bounced = BouncedEmail(delivery_id, bounce, delivery["former_recipient"])
        await kind.record_bounced(found["subject_id"], delivery["generation"], bounced)
    publish_after_commit(*(data.events() if data else ()))
    return True


def failure_of(bounce: Bounce, recipient: str, domain: str | None) -> Failure:
    """What emails have in common that came back alike, also with those that were refused in the same words."""
    words = bounce.words
    code = _REPLY_CODE.match(words)
    domain = domain or recipient.rpartition("@")[2] or None
    return Failure(
        int(code[1]) if code else None,
        normalise(words[code.end() :] if code else words, recipient),
        domain and domain_key(domain),
    )


async def find_bounces(delivery_ids: Sequence[UUID]) -> dict[UUID, Bounce]:
    """What came back of these emails, by delivery id; without those that did not, or were sent again since."""
    found = await rows(
        f"""
        SELECT b.delivery_id, {COLUMNS}
          FROM delivery_bounces b JOIN deliveries d ON d.id = b.delivery_id AND d.status = 'bounced'
         WHERE b.delivery_id = ANY($1)
        """,
        list(delivery_ids),
    )
    return {each["delivery_id"]: Bounce.of(each) for each in found}


async def _is_graver(delivery_id: UUID, delivery: Row, bounce: Bounce) -> bool:
    """What came back before is read once the delivery is locked: another transaction may just have written it."""
    before = await row(
        f"""
        SELECT {COLUMNS}, EXISTS (SELECT FROM delivery_attempts a
                                    WHERE a.delivery_id = $1 AND a.started_at > b.recorded_at) AS is_sent_again
          FROM delivery_bounces b WHERE b.delivery_id = $1
        """,
        delivery_id,
    )
    if before is None or (before["is_sent_again"] and delivery["status"] != DeliveryStatus.BOUNCED):
        return True
    return bounce.gravity > Bounce.of(before).gravity


async def _write(delivery_id: UUID, bounce: Bounce, failure_group_id: UUID) -> None:
    """An attempt under way has no result yet, and may never have one: its worker has no lease any more."""
    await rows(
        """
        UPDATE deliveries d
           SET status = 'bounced', due_at = NULL, lease_owner = NULL, lease_until = NULL, is_held_back = false,
               is_paused = false, is_canary = false, failure_group_id = $2,
               sent_at = coalesce(sent_at, (SELECT max(started_at) FROM delivery_attempts WHERE delivery_id = d.id))
         WHERE id = $1
        """,
        delivery_id,
        failure_group_id,
    )
    await rows(
        """
        UPDATE delivery_attempts SET finished_at = now(), outcome = 'unknown', reply = $2
         WHERE delivery_id = $1 AND outcome IS NULL
        """,
        delivery_id,
        CAME_BACK_EARLIER,
    )
    await rows(
        """
        INSERT INTO delivery_bounces (delivery_id, kind, status, diagnostic, is_about_domain, bounced_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (delivery_id) DO UPDATE
           SET kind = EXCLUDED.kind, status = EXCLUDED.status, diagnostic = EXCLUDED.diagnostic,
               is_about_domain = EXCLUDED.is_about_domain, bounced_at = EXCLUDED.bounced_at, recorded_at = now(),
               inviter_id = NULL, organization_id = NULL, digest_id = NULL
        """,
        delivery_id,
        bounce.kind,
        bounce.status,
        bounce.diagnostic,
        bounce.is_about_domain,
        bounce.at,
    )
