"""More deliveries than anybody looks through, most of them sent, and who operates them."""

from typing import Any
from uuid import UUID

from app.database.sql import rows, value
from app.deliveries.queries import DeliveryStatus
from app.operations.delivery_filters import DeliveryFilter
from app.organizations.actor import Actor
from app.users.operators import Operator
from tests.support.delivery_queue import delivery_of
from tests.support.factories import make_admin, make_invitation

OPERATOR = Operator(None, "ops@host (command line)", may_act=True, sees_addresses=True)
ALL = DeliveryFilter()
FAILED = DeliveryFilter(statuses=[DeliveryStatus.FAILED])
UNKNOWN = DeliveryFilter(statuses=[DeliveryStatus.UNKNOWN])


async def insert_deliveries(
    count: int,
    status: str = "sent",
    *,
    domain: str = "common.example",
    group_id: UUID | None = None,
    organization_id: UUID | None = None,
    kind: str = "letter",
) -> None:
    """Of subjects that do not exist. Later ones have greater ids."""
    await rows(
        """
        INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, due_at, status, attempt_count,
                                retry_count, recipient_domain, failure_group_id, inviting_organization_id)
        SELECT uuidv7(), $6, gen_random_uuid(), 1, '<' || gen_random_uuid() || '@acme.example>', 0,
               CASE WHEN $2 IN ('queued', 'deferred') THEN now() + interval '1 hour' END, $2, 1, 0, $3, $4, $5
          FROM generate_series(1, $1)
        """,
        count,
        status,
        domain,
        group_id,
        organization_id,
        kind,
    )


async def make_failure_group(reply: str = "mailbox full", domain: str = "partner.example", code: int = 550) -> UUID:
    made: UUID = await value(
        """
        INSERT INTO failure_groups (id, reply_code, reply, recipient_domain) VALUES (uuidv7(), $1, $2, $3)
        RETURNING id
        """,
        code,
        reply,
        domain,
    )
    return made


async def make_failed(
    admin: Actor | None = None, email: str = "", *, status: str = "failed", group_id: UUID | None = None
) -> dict[str, Any]:
    """The delivery of a pending invitation, as it is after one attempt: its row."""
    invitation_id = await make_invitation(admin or await make_admin(), email)
    made = await delivery_of(invitation_id)
    reply_code, reply = (None, "no answer") if status == "unknown" else (550, "mailbox full")
    outcome = {"failed": "rejected", "unknown": "unknown", "deferred": "deferred"}.get(status, "accepted")
    await rows(
        """
        UPDATE deliveries SET status = $2, failure_group_id = $3, attempt_count = 1, retry_count = 1,
               retrying_since = now(), recipient_domain = 'partner.example',
               due_at = CASE WHEN $2 = 'deferred' THEN now() + interval '1 hour' END
         WHERE id = $1
        """,
        made["id"],
        status,
        group_id,
    )
    await rows(
        """
        INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome, reply_code, reply)
        VALUES (uuidv7(), $1, 1, 'a worker', now(), $2, $3, $4)
        """,
        made["id"],
        outcome,
        reply_code,
        reply,
    )
    return await delivery_of(invitation_id)


async def statuses() -> list[str]:
    """Of all deliveries, the oldest first."""
    return [each["status"] for each in await rows("SELECT status FROM deliveries ORDER BY id")]
