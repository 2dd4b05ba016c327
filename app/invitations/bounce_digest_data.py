"""What digests tell: bounces that nothing has overtaken, and the data of digests' emails."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from app.database.sql import Row, rows
from app.deliveries.bounce_reasons import BounceReason, reason_of
from app.deliveries.bounces import BounceKind
from app.invitations.bounce_digest_email import (
    MOST_ADDRESSES,
    BouncedAddress,
    BounceDigestEmailData,
    BouncedPart,
)

MOST_UPLOADS = 10

# A bounce `b` of the newest email of an invitation `i` that waits for an answer and still has that address. An email
# that was sent once more is no longer BOUNCED.
CURRENT_BOUNCES = """
    delivery_bounces b
      JOIN deliveries d ON d.id = b.delivery_id AND d.kind = 'invitation' AND d.status = 'bounced'
                       AND d.former_recipient IS NULL
      JOIN invitations i ON i.id = d.subject_id AND i.generation = d.generation AND i.status IN ('pending', 'expired')
"""


async def load_bounce_digest_emails(digest_ids: Sequence[UUID]) -> dict[UUID, BounceDigestEmailData]:
    """The data of the emails of these digests, by digest id."""
    found = await rows(
        """
        SELECT g.id, g.nonce, u.email, u.name, o.name AS organization_name,
               u.wants_bounce_digests AND EXISTS (
                   SELECT FROM memberships m WHERE m.user_id = g.user_id AND m.organization_id = g.organization_id
               ) AS is_for_member
          FROM bounce_digests g JOIN users u ON u.id = g.user_id JOIN organizations o ON o.id = g.organization_id
         WHERE g.id = ANY($1)
        """,
        list(digest_ids),
    )
    parts = await _load_parts(digest_ids)
    addresses = await _load_addresses(digest_ids)
    return {
        each["id"]: BounceDigestEmailData(**each, parts=parts.get(each["id"], ()), addresses=addresses[each["id"]])
        for each in found
    }


async def _load_parts(digest_ids: Sequence[UUID]) -> dict[UUID, list[BouncedPart]]:
    found = await rows(
        f"""
        WITH counted AS (
            SELECT b.digest_id, i.bulk_invite_id, b.kind, b.status, b.is_about_domain, count(*) AS count
              FROM {CURRENT_BOUNCES} WHERE b.digest_id = ANY($1) GROUP BY 1, 2, 3, 4, 5
        )
        SELECT c.digest_id, c.bulk_invite_id, c.kind, c.status, c.is_about_domain, c.count,
               u.filename, u.invited_rows AS total
          FROM counted c LEFT JOIN bulk_invites u ON u.id = c.bulk_invite_id
        """,
        list(digest_ids),
    )
    by_digest: dict[UUID, dict[UUID | None, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for each in found:
        by_digest[each["digest_id"]][each["bulk_invite_id"]].append(each)
    return {digest_id: _parts(of_digest) for digest_id, of_digest in by_digest.items()}


def _parts(counted: dict[UUID | None, list[Row]]) -> list[BouncedPart]:
    """Uploads with the most bounces first, then single invitations. What is more than MOST_UPLOADS becomes one part."""
    uploads = [
        (BouncedPart(_count_reasons(of_upload), 1, of_upload[0]["filename"], of_upload[0]["total"]), bulk_invite_id)
        for bulk_invite_id, of_upload in counted.items()
        if bulk_invite_id is not None
    ]
    parts = [part for part, _ in sorted(uploads, key=lambda each: (-each[0].count, each[1]))]
    shown, others = parts[:MOST_UPLOADS], parts[MOST_UPLOADS:]
    if len(others) == 1:
        shown, others = parts, []
    if others:
        shown.append(BouncedPart(sum((Counter(part.counts) for part in others), Counter()), len(others)))
    if None in counted:
        shown.append(BouncedPart(_count_reasons(counted[None])))
    return shown


def _count_reasons(counted: Iterable[Row]) -> Counter[BounceReason]:
    counts = Counter[BounceReason]()
    for each in counted:
        counts[_reason(each)] += each["count"]
    return counts


def _reason(found: Row) -> BounceReason:
    return reason_of(BounceKind(found["kind"]), found["status"], is_about_domain=found["is_about_domain"])


async def _load_addresses(digest_ids: Sequence[UUID]) -> dict[UUID, list[BouncedAddress]]:
    found = await rows(
        f"""
        SELECT g.id, first.email, first.kind, first.status, first.is_about_domain
          FROM unnest($1::uuid[]) AS g (id) CROSS JOIN LATERAL (
              SELECT i.email, i.email_key, b.kind, b.status, b.is_about_domain
                 FROM {CURRENT_BOUNCES} WHERE b.digest_id = g.id
               ORDER BY i.email_key COLLATE "C" LIMIT {MOST_ADDRESSES}) AS first
         ORDER BY g.id, first.email_key COLLATE "C"
        """,
        list(digest_ids),
    )
    addresses: dict[UUID, list[BouncedAddress]] = defaultdict(list)
    for each in found:
        addresses[each["id"]].append(BouncedAddress(each["email"], _reason(each)))
    return addresses
