"""The states of an invitation and their transitions."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from app.errors import InvitationNotPending


class Status(StrEnum):
    """PENDING until accepted, declined, revoked or expired.

    A resend or another address revives EXPIRED. Unsubscribing declines whatever was not accepted. All else is final.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


def status_at(stored: Status, expires_at: datetime | None, now: datetime) -> Status:
    """The effective status: a pending invitation whose time limit has passed is expired, stored as such or not."""
    lapsed = stored is Status.PENDING and expires_at is not None and expires_at <= now
    return Status.EXPIRED if lapsed else stored


def require_pending(status: Status) -> None:
    """Raises InvitationNotPending with the status it met."""
    if status is not Status.PENDING:
        raise InvitationNotPending(status)


def require_resendable(status: Status) -> None:
    """A pending or expired invitation can be sent again. Raises InvitationNotPending."""
    if status is not Status.EXPIRED:
        require_pending(status)


def is_declinable(status: Status) -> bool:
    """Whether unsubscribing declines it: whoever was not won over may say no, also once the offer is over."""
    return status in {Status.PENDING, Status.EXPIRED, Status.REVOKED}


# The same rules in SQL, for invitations with the alias `i`.
PENDING_SQL = "i.status = 'pending' AND (i.expires_at IS NULL OR i.expires_at > now())"
STATUS_SQL = "CASE WHEN i.status = 'pending' AND i.expires_at <= now() THEN 'expired' ELSE i.status END"
STATUS_CONDITIONS = {
    Status.PENDING: f"({PENDING_SQL})",
    Status.ACCEPTED: "(i.status = 'accepted')",
    Status.DECLINED: "(i.status = 'declined')",
    Status.REVOKED: "(i.status = 'revoked')",
    Status.EXPIRED: "(i.status = 'expired' OR (i.status = 'pending' AND i.expires_at <= now()))",
}


def status_parts(statuses: Collection[Status]) -> list[str]:
    """Returns the SQL for invitations in one of these statuses, of none: in any; in parts of one stored status each."""
    wanted = set(statuses or Status)
    if {Status.PENDING, Status.EXPIRED} <= wanted:
        return [f"i.status = '{each}'" for each in Status if each in wanted]
    parts = [STATUS_CONDITIONS[each] for each in Status if each in wanted - {Status.EXPIRED}]
    if Status.EXPIRED in wanted:
        parts += ["i.status = 'expired'", "i.status = 'pending' AND i.expires_at <= now()"]
    return parts
