"""Emails to a domain that an operator has paused: parked, so that they cost no claim anything, and released again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.database.sql import rows
from app.deliveries.claims import DUE_SQL, WAITING_SQL, Claim, release
from app.deliveries.emails import EmailData
from app.deliveries.recipient_domains import note_domains, recipient_domain_of

BATCH = 1000
# The emails of a batch become due one after another, this many a second, so that others find their way between.
RELEASED_PER_SECOND = 100


async def park_due() -> int:
    """Parks what is of a paused domain among the BATCH emails at the head of the queue; returns how many it were.

    Canaries go on. What is due later stays so: it is parked once it comes to the head.
    """
    found = await rows(
        f"""
        WITH paused AS MATERIALIZED (
            SELECT array_agg(recipient_domain) AS domains FROM queue_pauses WHERE queue = 'email'
        ), head AS MATERIALIZED (
            SELECT id, recipient_domain FROM deliveries WHERE {DUE_SQL} AND NOT is_canary
             ORDER BY priority, due_at LIMIT (SELECT CASE WHEN domains IS NULL THEN 0 ELSE $1 END FROM paused)
        ), due AS (
            SELECT id FROM deliveries
             WHERE id = ANY (ARRAY(SELECT id FROM head
                                    WHERE recipient_domain = ANY ((SELECT domains FROM paused)::text[])))
               AND {DUE_SQL} AND NOT is_canary FOR UPDATE SKIP LOCKED
        )
        UPDATE deliveries SET is_paused = true, due_at = NULL WHERE id = ANY (ARRAY(SELECT id FROM due)) RETURNING id
        """,
        BATCH,
    )
    return len(found)


async def release_resumed() -> int:
    """Makes due up to BATCH parked emails whose domain is no longer paused; returns how many it were.

    From now on they have the time that emails have from their first failure. Canceled ones stay so.
    """
    found = await rows(
        f"""
        WITH RECURSIVE parked AS (
            (SELECT recipient_domain FROM deliveries WHERE is_paused ORDER BY recipient_domain LIMIT 1)
            UNION ALL
            SELECT (SELECT d.recipient_domain FROM deliveries d
                     WHERE d.is_paused AND d.recipient_domain > parked.recipient_domain
                     ORDER BY d.recipient_domain LIMIT 1)
              FROM parked WHERE parked.recipient_domain IS NOT NULL
        ), resumed AS MATERIALIZED (
            SELECT recipient_domain FROM parked
             WHERE recipient_domain IS NOT NULL
               AND NOT EXISTS (SELECT FROM queue_pauses p
                                WHERE p.queue = 'email' AND p.recipient_domain = parked.recipient_domain)
        ), batch AS (
            SELECT each.id FROM resumed
             CROSS JOIN LATERAL (
                -- By an equality, PostgreSQL might read the table in the order of its ids, which needs no sorting.
                SELECT d.id FROM deliveries d
                 WHERE d.is_paused AND d.recipient_domain BETWEEN resumed.recipient_domain AND resumed.recipient_domain
                 ORDER BY d.recipient_domain, d.id LIMIT $1 FOR UPDATE SKIP LOCKED) AS each
             LIMIT $1
        )
        UPDATE deliveries d
           SET is_paused = false, retrying_since = NULL,
               due_at = CASE WHEN {WAITING_SQL} AND due_at IS NULL
                             THEN now() + (number - 1) * make_interval(secs => 1 / $2::float8) ELSE due_at END
          FROM unnest(ARRAY(SELECT id FROM batch)) WITH ORDINALITY AS released (id, number)
         WHERE d.id = released.id RETURNING d.id
        """,
        BATCH,
        float(RELEASED_PER_SECOND),
    )
    return len(found)


async def count_parked(recipient_domain: str, at_most: int) -> int:
    """How many emails to a domain are parked, counted up to `at_most`."""
    found = await rows(
        "SELECT id FROM deliveries WHERE is_paused AND recipient_domain = $1 LIMIT $2", recipient_domain, at_most
    )
    return len(found)


async def find_held(claims: Sequence[Claim]) -> set[UUID]:
    """Returns which of these deliveries may not be sent, since an operator has paused them after they were claimed."""
    found = await rows(
        """
        SELECT d.id FROM deliveries d
         WHERE d.id = ANY ($1) AND NOT d.is_canary
           AND EXISTS (SELECT FROM queue_pauses p
                        WHERE p.queue = 'email' AND (p.recipient_domain IS NULL
                                                     OR p.recipient_domain = d.recipient_domain))
        """,
        [claim.delivery_id for claim in claims],
    )
    return {each["id"] for each in found}


async def release_held(claims: Sequence[Claim], data: Mapping[UUID, EmailData]) -> list[Claim]:
    """Returns the claims that stay: of emails that an earlier release queued, it shows only now who they are for."""
    recipients = {
        claim.delivery_id: data[claim.subject_id].email
        for claim in claims
        if claim.recipient_domain is None
        and claim.subject_id in data
        and data[claim.subject_id].is_wanted(claim.generation)  # else it was for another address, maybe
    }
    if not recipients:
        return list(claims)
    await note_domains(recipients)
    known = [
        replace(each, recipient_domain=recipient_domain_of(recipients[each.delivery_id]))
        if each.delivery_id in recipients
        else each
        for each in claims
    ]
    held = await find_held([each for each in known if each.delivery_id in recipients])
    for each in known:
        if each.delivery_id in held:
            await release(each)
    return [each for each in known if each.delivery_id not in held]
