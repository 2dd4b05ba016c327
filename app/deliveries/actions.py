"""The queue of emails: what other nouns add to it and cancel."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from app.database.ids import uuid7
from app.database.sql import rows
from app.deliveries.attempt_log import note_many_queued, note_queued
from app.telemetry.spans import trace_parent

SINGLE, BULK = 0, 1
TRACED_OF_MANY = 10  # of emails that are queued together: as many are in the trace of what queued them


class NewDelivery(NamedTuple):
    """An email of a generation about a subject, to an address in this domain, as the address's key has it."""

    subject_id: UUID
    generation: int
    recipient_domain: str


async def queue_delivery(
    kind: str,
    subject_id: UUID,
    generation: int,
    message_domain: str,
    priority: int = SINGLE,
    *,
    recipient_domain: str,
    inviting_organization_id: UUID | None = None,
) -> UUID:
    """Queues an email; returns the id of the delivery. Its Message-ID stays the same for every attempt.

    `recipient_domain` is that of the key of the recipient's address; `inviting_organization_id` is for emails about
    what belongs to an organization.
    """
    delivery_id = uuid7()
    await rows(
        """
        INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority,
                                recipient_domain, due_at, status, attempt_count, retry_count, trace_parent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), 'queued', 0, 0, $9)
        """,
        delivery_id,
        kind,
        subject_id,
        inviting_organization_id,
        generation,
        f"<{uuid4()}@{message_domain}>",
        priority,
        recipient_domain,
        trace_parent(),
    )
    note_queued(delivery_id, kind, subject_id, generation)
    return delivery_id


async def queue_deliveries(
    kind: str, new: Sequence[NewDelivery], message_domain: str, priority: int, inviting_organization_id: UUID
) -> None:
    """Queues emails about many subjects of an organization.

    Their ids, which all who may read them know, say nothing of their Message-IDs: who knows one may have the email.
    """
    await rows(
        """
        INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority,
                                recipient_domain, due_at, status, attempt_count, retry_count, trace_parent)
        SELECT id, $1, subject_id, $5::uuid, generation, '<' || uuidv7() || '@' || $3::text || '>', $4,
               recipient_domain, now(), 'queued', 0, 0, CASE WHEN row_number() OVER () <= $8 THEN $9::text END
          FROM (SELECT uuidv7() AS id, subject_id, generation, recipient_domain
                  FROM unnest($2::uuid[], $6::int[], $7::text[])
                    AS u (subject_id, generation, recipient_domain)) AS queued
        """,
        kind,
        [each.subject_id for each in new],
        message_domain,
        priority,
        inviting_organization_id,
        [each.generation for each in new],
        [each.recipient_domain for each in new],
        TRACED_OF_MANY,
        trace_parent(),
    )
    note_many_queued(kind, len(new))


async def note_former_recipient(kind: str, subject_id: UUID, recipient: str) -> None:
    """The emails about the subject so far were for this address; those that are queued from now on are for another one.

    Of what was for yet another address before, that stays on record.
    """
    await rows(
        """
        WITH earlier AS (
            SELECT id FROM deliveries WHERE kind = $1 AND subject_id = $2 AND former_recipient IS NULL
             ORDER BY id FOR UPDATE
        )
        UPDATE deliveries d SET former_recipient = $3 FROM earlier WHERE d.id = earlier.id
        """,
        kind,
        subject_id,
        recipient,
    )


async def cancel_waiting(kind: str, subject_ids: Sequence[UUID]) -> None:
    """Cancels queued emails, except those that a worker is sending at the moment."""
    await rows(
        """
        WITH waiting AS (
            SELECT id FROM deliveries
             WHERE kind = $1 AND subject_id = ANY($2) AND status IN ('queued', 'deferred', 'unknown')
             ORDER BY id FOR UPDATE
        )
        UPDATE deliveries d SET status = 'canceled', due_at = NULL, is_paused = false, is_canary = false
          FROM waiting WHERE d.id = waiting.id
        """,
        kind,
        list(subject_ids),
    )
