"""What it means for an invitation and for its organization that an email came back."""

from uuid import UUID

from app.database.sql import row
from app.deliveries.bounces import BouncedEmail
from app.suppressions.actions import suppress
from app.users.addresses import find_key


async def email_bounced(invitation_id: UUID, generation: int, bounced: BouncedEmail) -> None:
    """Notes whom to tell of it, and has the organization invite the address no more where no email will reach it.

    That is who answers for the invitation by now, while somebody waits for it: it is pending and has no newer email.
    The address is the one that this email was for, whatever has become of the invitation.
    """
    found = await row(
        """
        UPDATE delivery_bounces b
           SET organization_id = i.organization_id,
               inviter_id = CASE WHEN i.status = 'pending' AND i.generation = $3 THEN i.authorized_by_user_id END
          FROM invitations i
         WHERE b.delivery_id = $1 AND i.id = $2
        RETURNING i.organization_id, i.email, i.email_key
        """,
        bounced.delivery_id,
        invitation_id,
        generation,
    )
    if found is None or not bounced.bounce.suppresses:
        return
    email, email_key = found["email"], found["email_key"]
    if bounced.former_recipient is not None:
        email, email_key = bounced.former_recipient, find_key(bounced.former_recipient)
    if email_key is not None:
        await suppress(found["organization_id"], email, email_key, bounced.bounce)
