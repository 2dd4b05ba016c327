"""What happens around signing in: sessions begun and ended, refused passwords, resets. For finding attacks.

It is no change of anything, comes as often as strangers like, and names networks: so it has a table of its own, whose
rows go after KEPT_DAYS, while the audit of changes is kept for good.
"""

from enum import StrEnum
from uuid import UUID

from app.database.expired_rows import delete_some
from app.database.ids import uuid7
from app.database.sql import rows

KEPT_DAYS = 90


class AccountEventKind(StrEnum):
    """As stored and logged."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_LOCKED_OUT = "sign_in_locked_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_RESET_REQUESTED = "password_reset_requested"  # noqa: S105 - the event's name
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the event's name


async def record_account_event(
    kind: AccountEventKind,
    network: str,
    user_id: UUID | None,
    organization_id: UUID | None = None,
    session_id: UUID | None = None,
) -> UUID:
    """Returns the entry's id. `user_id` is None where nobody has the address."""
    event_id = uuid7()
    await rows(
        """
        INSERT INTO account_events (id, kind, network, user_id, organization_id, session_id)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        event_id,
        kind,
        network,
        user_id,
        organization_id,
        session_id,
    )
    return event_id


async def forget_old_account_events() -> bool:
    """Deletes some of the entries that are older than KEPT_DAYS. Returns whether there may be more."""
    return await delete_some("account_events", "created_at < now() - make_interval(days => $1)", KEPT_DAYS)
