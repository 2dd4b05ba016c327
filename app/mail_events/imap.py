"""Reads bounces out of a mailbox by IMAP (RFC 3501). What was taken is flagged as seen, and stays there.

Two processes may look into it at once: the same message again changes nothing.
"""

import asyncio
import logging

from app.database.connection import CONNECTION_ERRORS
from app.database.outages import DatabaseUnavailable
from app.mail_events import incoming, receive
from app.mail_events.event import Result, Source
from app.mail_events.imap_connection import MailboxAddress, MailboxConnection, mailbox
from app.mail_events.reading.recipients import recipients_in
from app.mail_events.sizes import MAX_BYTES

MAX_MESSAGES = 200
logger = logging.getLogger(__name__)


async def read_mailbox(address: MailboxAddress) -> int:
    """Takes the messages that nobody has seen, MAX_MESSAGES at most; returns how many.

    While the database is away they are left as they are. Raises MailboxUnreachableError, DatabaseUnavailable.
    """
    taken = 0
    async with mailbox(address) as connection:
        for uid, size in await connection.unseen(MAX_MESSAGES):
            await _take(connection, uid, size)
            taken += 1
    return taken


async def _take(connection: MailboxConnection, uid: int, size: int) -> None:
    """A message that cannot be worked on is logged and flagged all the same, so that it stops no other."""
    content = await connection.content(uid, MAX_BYTES) if size <= MAX_BYTES else None
    try:
        if content is None:
            receive.count(Source.IMAP, Result.MALFORMED)
        else:
            await incoming.receive_message(Source.IMAP, content, recipients_in(content))
    except (DatabaseUnavailable, *CONNECTION_ERRORS):
        raise
    except asyncio.CancelledError:
        raise
    except Exception:
        logger.exception("bounce_not_read", extra={"uid": uid})
    await connection.flag_seen(uid)
