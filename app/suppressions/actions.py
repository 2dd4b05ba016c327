"""Suppresses addresses and releases them."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, Author, record
from app.database.ids import uuid7
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.deliveries.bounces import Bounce, BounceKind
from app.errors import NotFound
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed
from app.suppressions.queries import COLUMNS, SuppressionRow

# Whom the activity names where nobody released an address. It says nothing of where the person has accepted: that may
# be another organization's affair.
WORKING_ADDRESS = "working address"


async def suppress(organization_id: UUID, email: str, email_key: str, bounce: Bounce) -> None:
    """Has the organization invite the address no more, after a hard bounce or a complaint. Call it in a transaction.

    One that is suppressed already keeps its first reason, unless this is the first complaint.
    """
    await rows(
        f"""
        INSERT INTO suppressions (id, organization_id, email, email_key, kind, status, diagnostic, suppressed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (organization_id, email_key) DO UPDATE
           SET kind = EXCLUDED.kind, status = EXCLUDED.status, diagnostic = EXCLUDED.diagnostic,
               suppressed_at = EXCLUDED.suppressed_at
         WHERE suppressions.kind <> '{BounceKind.COMPLAINT}' AND EXCLUDED.kind = '{BounceKind.COMPLAINT}'
        """,
        uuid7(),
        organization_id,
        email,
        email_key,
        bounce.kind,
        bounce.status,
        bounce.diagnostic,
        bounce.at,
    )


async def release(actor: Actor, suppression_id: UUID) -> SuppressionRow:
    """Lets the organization invite the address again, until an email comes back once more. Returns what was released.

    Raises NotPermitted, and NotFound where there is none, or not any more.
    """
    async with transaction():
        actor = await lock_actor(actor)
        actor.require_manager()
        found = await row(
            f"DELETE FROM suppressions s WHERE s.id = $1 AND s.organization_id = $2 RETURNING {COLUMNS}",
            suppression_id,
            actor.organization_id,
        )
        if found is None:
            raise NotFound("suppressed address", "suppressionId")
        suppression = SuppressionRow.of(found)
        await _record_release(actor, suppression)
    return suppression


async def release_address(author: Author, organization_id: UUID, email_key: str) -> SuppressionRow | None:
    """Releases an address for the service's own people, in their transaction; None: it was not suppressed."""
    found = await row(
        f"DELETE FROM suppressions s WHERE s.organization_id = $1 AND s.email_key = $2 RETURNING {COLUMNS}",
        organization_id,
        email_key,
    )
    if found is None:
        return None
    suppression = SuppressionRow.of(found)
    await _record_release(author, suppression)
    return suppression


async def release_accepted(organization_id: UUID, email_key: str, *, has_received_email: bool) -> None:
    """The owner of the address has accepted an invitation of the organization. Call it in that transaction.

    Whoever joins an organization wants its emails, whatever they said of earlier ones: a complaint to it ends. A
    complaint to another organization stays. `has_received_email`: the link of an email showed that the mailbox
    works, so that what is hard ends in every organization.
    """
    found = await rows(
        f"""
        WITH released AS (
            SELECT id FROM suppressions
             WHERE email_key = $1 AND ((kind = '{BounceKind.HARD}' AND $3)
                                       OR (kind = '{BounceKind.COMPLAINT}' AND organization_id = $2))
             ORDER BY id FOR UPDATE
        )
        DELETE FROM suppressions s USING released WHERE s.id = released.id RETURNING {COLUMNS}
        """,
        email_key,
        organization_id,
        has_received_email,
    )
    for suppression in map(SuppressionRow.of, found):
        await _record_release(AuditAuthor(suppression.organization_id, None, WORKING_ADDRESS), suppression)


async def _record_release(author: Author, suppression: SuppressionRow) -> None:
    await record(
        author,
        AuditAction.SUPPRESSION_RELEASED,
        suppression.id,
        email=[suppression.email, None],
        reason=[suppression.kind, None],
    )
    publish_after_commit(invitations_changed(suppression.organization_id, ChangeKind.MANY, None))
