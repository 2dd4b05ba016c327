"""Invitations' emails that came back, of which nobody has told the inviter."""

from datetime import UTC, datetime
from uuid import UUID

from app.database.sql import rows, value
from app.deliveries.bounces import Bounce, BounceKind
from app.invitations.bounce_digests import queue_due_digests
from app.organizations.actor import Actor
from tests.support.bounces import bounce_invitation
from tests.support.factories import make_invitation

LONG_AGO = 3600


async def bounce(
    invitation_id: UUID, kind: str = "hard", status: str | None = "5.1.1", *, seconds: int = LONG_AGO
) -> None:
    """The newest email of the invitation came back so many seconds ago; its inviter is to be told."""
    generation = await value("SELECT generation FROM invitations WHERE id = $1", invitation_id)
    back = Bounce(BounceKind(kind), status, None, datetime.now(UTC))
    await bounce_invitation(invitation_id, back, generation)
    await rows(
        """
        UPDATE delivery_bounces b SET recorded_at = now() - make_interval(secs => $3) FROM deliveries d
         WHERE d.id = b.delivery_id AND d.kind = 'invitation' AND d.subject_id = $1 AND d.generation = $2
        """,
        invitation_id,
        generation,
        seconds,
    )


async def make_bounced(actor: Actor, email: str = "", *, seconds: int = LONG_AGO) -> UUID:
    """An invitation whose email came back."""
    invitation_id = await make_invitation(actor, email)
    await bounce(invitation_id, seconds=seconds)
    return invitation_id


async def make_digest(actor: Actor) -> UUID:
    """The digest of an invitation that came back."""
    await make_bounced(actor)
    assert await queue_due_digests() == 1
    found = await rows("SELECT id FROM bounce_digests WHERE user_id = $1", actor.user_id)
    digest_id: UUID = found[0]["id"]
    return digest_id
