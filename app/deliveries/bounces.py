"""What came back about an email that a mail server had accepted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.database.sql import Row, row, rows
from app.deliveries.emails import EmailKinds
from app.deliveries.failure_groups import Failure, find_groups
from app.deliveries.queries import DeliveryStatus
from app.deliveries.recipient_domains import domain_key
from app.mail import normalise
from app.mail.replies import printable_line
from app.pubsub.after_commit import publish_after_commit

CAME_BACK_EARLIER = "The email came back before the server's reply was recorded."
CALLED_SPAM = "The recipient called the email spam."
# The words of a row b of delivery_bounces; null where it has none.
WORDS_SQL = f"""coalesce(b.diagnostic, b.status, CASE b.kind WHEN 'complaint' THEN '{CALLED_SPAM}' END)"""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")  # RFC 3463, section 2
_REPLY_CODE = re.compile(r"([45]\d\d)[ -]\s*(?=\S)")


class BounceKind(StrEnum):
    """HARD: the address takes no email, now or later. SOFT: this email was given up. COMPLAINT: called spam."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


GRAVEST_LAST = (BounceKind.SOFT, BounceKind.HARD, BounceKind.COMPLAINT)


@dataclass(frozen=True)
class Bounce:
    """`status` is an enhanced status code (RFC 3463) such as 5.1.1; `diagnostic` the words of whoever sent it back.

    `is_about_domain`: the whole domain takes no email, which is no news about the person. `at` is when it came back.
    """

    kind: BounceKind
    status: str | None
    diagnostic: str | None
    at: datetime
    is_about_domain: bool = False

    @property
    def suppresses(self) -> bool:
        """Whether the organization is to write to this address no more."""
        return self.kind is BounceKind.COMPLAINT or (self.kind is BounceKind.HARD and not self.is_about_domain)


@dataclass(frozen=True)
class BouncedEmail:
    """What the noun that an email belongs to is told. `former_recipient`: see Delivery."""

    delivery_id: UUID
    bounce: Bounce
    former_recipient: str | None


async def record_bounce(kinds: EmailKinds, delivery_id: UUID, bounce: Bounce) -> bool:
    """Records that the email came back, whatever its status is. Call it in a transaction, with nothing of it locked.

    Returns whether that is news: the same of the same sending again is none, and nothing that is less grave. False also
    for a delivery that is gone. Locks the subject before the delivery, like all that locks both.
    """
    found = await row("SELECT kind, subject_id FROM deliveries WHERE id = $1", delivery_id)
    if found is None:
        return False
    kind = kinds.get(found["kind"])
    if kind is not None:
        await kind.lock([found["subject_id"]])
    delivery = await row(
        """
        SELECT status, generation, recipient_domain, former_recipient, created_at, now() AS now FROM deliveries
         WHERE id = $1 FOR UPDATE
        """,
        delivery_id,
    )
    if delivery is None or not await _is_news(delivery_id, delivery, bounce):
        return False
    bounce = _tidied(bounce, delivery)
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
    words = bounce.diagnostic or bounce.status
    if words is None:
        words = CALLED_SPAM if bounce.kind is BounceKind.COMPLAINT else ""
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
        """
        SELECT b.delivery_id, b.kind, b.status, b.diagnostic, b.bounced_at AS at, b.is_about_domain
          FROM delivery_bounces b JOIN deliveries d ON d.id = b.delivery_id AND d.status = 'bounced'
         WHERE b.delivery_id = ANY($1)
        """,
        list(delivery_ids),
    )
    return {each.pop("delivery_id"): Bounce(**each | {"kind": BounceKind(each["kind"])}) for each in found}


async def _is_news(delivery_id: UUID, delivery: Row, bounce: Bounce) -> bool:
    """What came back before is read once the delivery is locked: another transaction may just have written it."""
    before = await row(
        """
        SELECT kind, EXISTS (SELECT FROM delivery_attempts a
                              WHERE a.delivery_id = $1 AND a.started_at > b.recorded_at) AS is_sent_again
          FROM delivery_bounces b WHERE b.delivery_id = $1
        """,
        delivery_id,
    )
    if before is None or (before["is_sent_again"] and delivery["status"] != DeliveryStatus.BOUNCED):
        return True
    return GRAVEST_LAST.index(bounce.kind) > GRAVEST_LAST.index(BounceKind(before["kind"]))


def _tidied(bounce: Bounce, delivery: Row) -> Bounce:
    """In bounds, and not before the email was queued or after now: clocks and words are somebody else's."""
    status = (bounce.status or "").strip()
    return replace(
        bounce,
        status=status if _STATUS.fullmatch(status) else None,
        diagnostic=printable_line(bounce.diagnostic or ""),
        at=min(max(bounce.at, delivery["created_at"]), delivery["now"]),
    )


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
