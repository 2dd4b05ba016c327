"""Invitations' emails that came back, of which nobody has told the inviter."""

from uuid import UUID

from app.database.sql import rows
from app.invitations.bounce_digests import queue_due_digests
from app.organizations.actor import Actor
from tests.support.factories import make_invitation

LONG_AGO = 3600


async def bounce(
    invitation_id: UUID, kind: str = "hard", status: str | None = "5.1.1", *, seconds: int = LONG_AGO
) -> None:
    """The newest email of the invitation came back so many seconds ago; its inviter is to be told."""
    await rows(
        """
        WITH bounced AS (
            UPDATE deliveries d SET status = 'bounced', due_at = NULL FROM invitations i
             WHERE i.id = $1 AND d.kind = 'invitation' AND d.subject_id = i.id AND d.generation = i.generation
            RETURNING d.id, i.authorized_by_user_id, i.organization_id
        )
        INSERT INTO delivery_bounces (delivery_id, kind, status, bounced_at, recorded_at, inviter_id, organization_id)
        SELECT id, $2, $3, now() - make_interval(secs => $4), now() - make_interval(secs => $4), authorized_by_user_id,
               organization_id FROM bounced
        """,
        invitation_id,
        kind,
        status,
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
