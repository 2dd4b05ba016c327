"""The queue of emails: what other nouns add to it and cancel."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from app.database.ids import uuid7
from app.database.sql import rows
from app.deliveries.attempt_log import note_many_queued, note_queued
from app.telemetry.spans import trace_parent

SINGLE, BULK = 0, 1
TRACED_OF_MANY = 10  # of emails that are queued together: as many are in the trace of what queued them


async def queue_delivery(
    kind: str,
    subject_id: UUID,
    generation: int,
    message_domain: str,
    priority: int = SINGLE,
    *,
    inviting_organization_id: UUID | None = None,
) -> UUID:
    """Queues an email; returns the id of the delivery. Its Message-ID stays the same for every attempt.

    `inviting_organization_id` is for emails about what belongs to an organization.
    """
    delivery_id = uuid7()
    await rows(
        """
        INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority,
                                due_at, status, attempt_count, retry_count, trace_parent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, now(), 'queued', 0, 0, $8)
        """,
        delivery_id,
        kind,
        subject_id,
        inviting_organization_id,
        generation,
        f"<{uuid4()}@{message_domain}>",
        priority,
        trace_parent(),
    )
    note_queued(delivery_id, kind, subject_id, generation)
    return delivery_id


async def queue_deliveries(
    kind: str, generations: Mapping[UUID, int], message_domain: str, priority: int, inviting_organization_id: UUID
) -> None:
    """Queues emails about many subjects of an organization, each of a generation."""
    await rows(
        """
        INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority,
                                due_at, status, attempt_count, retry_count, trace_parent)
        SELECT id, $1, subject_id, $5::uuid, generation, '<' || id || '@' || $3::text || '>', $4, now(), 'queued', 0, 0,
               CASE WHEN row_number() OVER () <= $7 THEN $8::text END
          FROM (SELECT uuidv7() AS id, subject_id, generation
                  FROM unnest($2::uuid[], $6::int[]) AS u (subject_id, generation)) AS queued
        """,
        kind,
        list(generations),
        message_domain,
        priority,
        inviting_organization_id,
        list(generations.values()),
        TRACED_OF_MANY,
        trace_parent(),
    )
    note_many_queued(kind, len(generations))


async def cancel_waiting(kind: str, subject_ids: Sequence[UUID]) -> None:
    """Cancels queued emails, except those that a worker is sending at the moment."""
    await rows(
        """
        WITH waiting AS (
            SELECT id FROM deliveries
             WHERE kind = $1 AND subject_id = ANY($2) AND status IN ('queued', 'deferred', 'unknown')
             ORDER BY id FOR UPDATE
        )
        UPDATE deliveries d SET status = 'canceled', due_at = NULL FROM waiting WHERE d.id = waiting.id
        """,
        kind,
        list(subject_ids),
    )
