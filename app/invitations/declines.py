"""Who declined, and for how long nobody invites them again without confirming it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.database.sql import Row, rows
from app.deliveries.actions import cancel_waiting
from app.errors import InvitationDeclined
from app.invitations.email_queue import EMAIL_KIND
from app.invitations.lifecycle import Status
from app.mailboxes import MAILBOX_SQL, mailbox_of
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed

# How long a "no" stands.
STANDS_DAYS = 90


async def record_decline(invitation: Row) -> None:
    """The invited person says no. Call it inside a transaction that has locked the invitation."""
    invitation_id, organization_id = invitation["id"], invitation["organization_id"]
    await rows("UPDATE invitations SET status = 'declined', declined_at = now() WHERE id = $1", invitation_id)
    await cancel_waiting(EMAIL_KIND, [invitation_id])
    author = AuditAuthor(organization_id, None, invitation["email"])
    status = [invitation["status"], Status.DECLINED]
    await record(author, AuditAction.INVITATION_DECLINED, invitation_id, status=status)
    publish_after_commit(invitations_changed(organization_id, ChangeKind.UPDATED, invitation_id))


async def require_not_declined(organization_id: UUID, email: str, email_key: str) -> None:
    """Raises InvitationDeclined where the person declined lately."""
    declined_at = (await find_declined(organization_id, [email_key])).get(email_key)
    if declined_at is not None:
        raise InvitationDeclined(email, declined_at)


def require_no_later_decline(invitation: Row, declined_at: datetime | None) -> None:
    """Raises InvitationDeclined where the person declined after the invitation was made."""
    if declined_at is not None and declined_at > invitation["created_at"]:
        raise InvitationDeclined(invitation["email"], declined_at)


async def find_declined(organization_id: UUID, email_keys: Iterable[str]) -> dict[str, datetime]:
    """Returns when the people behind these addresses declined an invitation of the organization, by address.

    Whoever declined at another address of the same mailbox is the same person. A person who has accepted one since
    then has changed their mind.
    """
    mailboxes = {email_key: mailbox_of(email_key) for email_key in email_keys}
    found = await rows(
        f"""
        SELECT {MAILBOX_SQL} AS mailbox, max(i.declined_at) AS declined_at
          FROM invitations i
         WHERE i.organization_id = $1 AND i.status = 'declined' AND {MAILBOX_SQL} = ANY($2)
           AND i.declined_at > now() - make_interval(days => {STANDS_DAYS})
           AND NOT EXISTS (SELECT FROM invitations later
                            WHERE later.organization_id = i.organization_id AND later.email_key = i.email_key
                              AND later.status = 'accepted' AND later.accepted_at > i.declined_at)
         GROUP BY 1
        """,
        organization_id,
        list(set(mailboxes.values())),
    )
    declined = {each["mailbox"]: each["declined_at"] for each in found}
    return {email_key: declined[mailbox] for email_key, mailbox in mailboxes.items() if mailbox in declined}
