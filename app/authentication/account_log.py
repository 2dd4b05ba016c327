"""Writes what happens around signing in to table and log: ids and networks, never an address."""

import logging
from uuid import UUID

from app.audit.account_events import AccountEventKind, record_account_event
from app.database.transaction import on_commit
from app.rate_limits.actions import may_record_attempt

logger = logging.getLogger(__name__)


async def log_attempt(kind: AccountEventKind, email_key: str, user_id: UUID | None, network: str) -> None:
    """A password was refused. What comes too often is left out; as much is done for an address without an account."""
    if await may_record_attempt(kind, email_key, network, is_known=user_id is not None):
        await record_account_event(kind, network, user_id)
        logger.warning(kind.value, extra=_details(network, user_id))


async def log_session(network: str, user_id: UUID, organization_id: UUID | None, session_id: UUID) -> None:
    """A session begins. Call it in the transaction that starts it."""
    await record_account_event(AccountEventKind.SIGNED_IN, network, user_id, organization_id, session_id)
    details = _details(network, user_id) | {"organization_id": _text(organization_id), "session_id": str(session_id)}
    on_commit(lambda: logger.info(AccountEventKind.SIGNED_IN.value, extra=details))


async def log_session_end(network: str, user_id: UUID, session_id: UUID | None) -> None:
    """The owner ends a session from another one; None: all others. Call it in the transaction that ends it."""
    await record_account_event(AccountEventKind.SESSION_ENDED, network, user_id, session_id=session_id)
    details = _details(network, user_id) | {"session_id": _text(session_id)}
    on_commit(lambda: logger.info(AccountEventKind.SESSION_ENDED.value, extra=details))


async def log_password(kind: AccountEventKind, network: str, user_id: UUID) -> UUID:
    """A reset was requested, or a password changed. Call it in that transaction. Returns the entry's id."""
    event_id = await record_account_event(kind, network, user_id)
    on_commit(lambda: logger.info(kind.value, extra=_details(network, user_id)))
    return event_id


def _details(network: str, user_id: UUID | None) -> dict[str, str | None]:
    return {"network": network, "user_id": _text(user_id)}


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
