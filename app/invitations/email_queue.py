"""The deliveries of invitations' emails: queueing them, and what their delivery reads and changes of an invitation."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.database.sql import Row, rows
from app.deliveries.actions import SINGLE, NewDelivery, queue_deliveries, queue_delivery
from app.deliveries.queries import load_earlier_message_ids
from app.invitations.authority import INVITER_NAME, NAMED_INVITER
from app.invitations.email import InvitationEmailData
from app.invitations.lifecycle import STATUS_SQL, Status
from app.jobs import SEND_EMAILS
from app.organizations.roles import Role
from app.pubsub.after_commit import wake_after_commit
from app.settings import get_settings
from app.users.addresses import domain_of

EMAIL_KIND = "invitation"


async def queue_first_email(organization_id: UUID, invitation_id: UUID, email_key: str) -> None:
    """Queues the first email of a new invitation to this address and wakes the email workers."""
    message_domain = get_settings().mail_from.rpartition("@")[2]
    await queue_delivery(
        EMAIL_KIND,
        invitation_id,
        1,
        message_domain,
        recipient_domain=domain_of(email_key),
        inviting_organization_id=organization_id,
    )
    wake_after_commit(SEND_EMAILS)


async def queue_emails(organization_id: UUID, new: Sequence[NewDelivery]) -> None:
    """Queues emails of several invitations."""
    message_domain = get_settings().mail_from.rpartition("@")[2]
    await queue_deliveries(EMAIL_KIND, new, message_domain, SINGLE, organization_id)
    wake_after_commit(SEND_EMAILS)


async def load_invitation_emails(invitation_ids: Sequence[UUID]) -> dict[UUID, InvitationEmailData]:
    """The data of the emails of these invitations, by invitation id."""
    found = await rows(
        f"""
        SELECT i.id, i.organization_id, o.name AS organization_name, i.email, i.role, {STATUS_SQL} AS status,
               i.generation, i.nonce, {INVITER_NAME} AS inviter_name, n.email AS inviter_email, i.expires_at,
               i.bulk_invite_id
          FROM invitations i
          JOIN organizations o ON o.id = i.organization_id
          {NAMED_INVITER}
         WHERE i.id = ANY($1)
        """,
        list(invitation_ids),
    )
    resent = [each for each in found if each["generation"] > 1]
    earlier = await _load_earlier(resent) if resent else {}
    return {
        each["id"]: InvitationEmailData(
            **each | {"role": Role(each["role"]), "status": Status(each["status"])},
            earlier_message_ids=earlier.get(each["id"], ()),
        )
        for each in found
    }


async def email_accepted(invitation_id: UUID, generation: int) -> None:
    """A mail server has accepted the email of this generation: links of older ones stop working."""
    if generation == 1:
        return
    await rows(
        "UPDATE invitations SET oldest_valid_generation = $2 WHERE id = $1 AND oldest_valid_generation < $2",
        invitation_id,
        generation,
    )


async def _load_earlier(invitations: Sequence[Row]) -> Mapping[UUID, Sequence[str]]:
    return await load_earlier_message_ids(
        EMAIL_KIND, [each["id"] for each in invitations], [each["generation"] for each in invitations]
    )
