"""What mail servers said in the same words to emails for one domain: a group, so that 10,000 failures are few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import NAMESPACE_OID, UUID, uuid5

from app.database.sql import rows, value
from app.deliveries.recipient_domains import domain_key
from app.mail import AttemptResult, normalise

# With so many groups, other replies become one for each code: some server says something else each time.
MAX_GROUPS: Final = 2_000
OTHER_REPLIES: Final = "Other replies"
ADVISORY_LOCK: Final = 7_238_004  # any number that nothing else locks


@dataclass(frozen=True)
class Failure:
    """What the emails of one group have in common. `recipient_domain` is None where no server replied about it."""

    reply_code: int | None
    reply: str
    recipient_domain: str | None

    @classmethod
    def of(cls, result: AttemptResult, recipient: str = "", domain: str | None = None) -> Self:
        """What failed for an email to `recipient`, whose domain is the address's unless it is given."""
        if result.is_before_recipient:
            return cls(result.reply_code, normalise(result.reply, recipient), None)
        return cls.said(result.reply_code, result.reply, recipient, domain)

    @classmethod
    def said(cls, reply_code: int | None, reply: str | None, recipient: str, domain: str | None) -> Self:
        """The same by what is recorded of an attempt: without a reply code, no server replied."""
        domain = None if reply_code is None else domain or recipient.rpartition("@")[2] or None
        return cls(reply_code, normalise(reply, recipient), domain and domain_key(domain))

    @property
    def group_id(self) -> UUID:
        return uuid5(NAMESPACE_OID, f"{self.reply_code} {self.recipient_domain} {self.reply}")

    @property
    def other(self) -> "Failure":
        return Failure(self.reply_code, OTHER_REPLIES, None)


async def find_groups(failures: Sequence[Failure], times: Sequence[datetime | None] = ()) -> list[UUID]:
    """Finds or makes the group of each failure, in its place; `times` are when they happened, where that is not now.

    Call it inside of the transaction that records them, after the deliveries are locked. A group that was met within
    a minute is only read: what fails often waits for nobody.
    """
    if not failures:
        return []
    found = await _write(failures, times, MAX_GROUPS)
    if others := [failure.other for failure in failures if failure.group_id not in found]:
        found |= await _write(others, (), None)
    return [each.group_id if each.group_id in found else each.other.group_id for each in failures]


async def _write(failures: Sequence[Failure], times: Sequence[datetime | None], maximum: int | None) -> set[UUID]:
    """Returns the ids of those that are there. Written in order, so that two workers do not wait for each other."""
    found = await rows(
        """
        WITH wanted AS (
            SELECT id, reply_code, reply, recipient_domain,
                   coalesce(min(at), now()) AS first_at, coalesce(max(at), now()) AS last_at
              FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::timestamptz[])
                AS w (id, reply_code, reply, recipient_domain, at)
             WHERE id IS NOT NULL GROUP BY id, reply_code, reply, recipient_domain
        ), known AS (
            SELECT id, last_at > now() - interval '1 minute' AS is_fresh FROM failure_groups WHERE id = ANY ($1)
        ), written AS (
            INSERT INTO failure_groups AS g (id, reply_code, reply, recipient_domain, first_at, last_at)
            SELECT w.id, w.reply_code, w.reply, w.recipient_domain, w.first_at, w.last_at
              FROM wanted w LEFT JOIN known k ON k.id = w.id
             WHERE k.is_fresh IS NOT TRUE
               AND (k.id IS NOT NULL OR $6::int IS NULL OR (SELECT count(*) FROM failure_groups) < $6)
             ORDER BY w.id
            ON CONFLICT (id) DO UPDATE SET first_at = least(g.first_at, excluded.first_at),
                                           last_at = greatest(g.last_at, excluded.last_at)
            RETURNING id
        )
        SELECT id FROM known WHERE is_fresh UNION ALL SELECT id FROM written
        """,
        [each.group_id for each in failures],
        [each.reply_code for each in failures],
        [each.reply for each in failures],
        [each.recipient_domain for each in failures],
        list(times),
        maximum,
    )
    return {each["id"] for each in found}


async def is_alone() -> bool:
    """Whether no other transaction tidies up groups: one at a time does so."""
    return bool(await value("SELECT pg_try_advisory_xact_lock($1)", ADVISORY_LOCK))


async def assign(group_ids: Sequence[UUID], delivery_ids: Sequence[UUID]) -> None:
    """Puts each of these deliveries, which the transaction has locked, into the group in the same place."""
    if delivery_ids:
        await rows(
            """
            UPDATE deliveries d SET failure_group_id = found.group_id
              FROM unnest($1::uuid[], $2::uuid[]) AS found (group_id, id) WHERE d.id = found.id
            """,
            list(group_ids),
            list(delivery_ids),
        )
