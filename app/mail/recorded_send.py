"""Sends one email over a connection of its own, and records the conversation."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from app.mail.connection import Connection
from app.mail.conversation import Conversation, ConversationLine
from app.mail.message import Email
from app.mail.replies import AttemptResult
from app.mail.reply_table import Stage
from app.settings.addresses import SmtpServer


@dataclass(frozen=True)
class RecordedSend:
    """What was said, and what it did with the email; `stage` is how far it came."""

    lines: Sequence[ConversationLine]
    result: AttemptResult
    stage: Stage


async def send_recorded(
    server: SmtpServer,
    email: Email,
    *,
    reply_seconds: float,
    whole_seconds: float,
    local_hostname: str | None = None,
    context: ssl.SSLContext | None = None,
) -> RecordedSend:
    """Sends as SmtpMailer does, and raises nothing for what the server does.

    It waits `reply_seconds` at most for each of the server's replies, `whole_seconds` for all of them, and a moment
    longer for the end of the connection.
    """
    if context is None and server.tls != "none":
        context = await asyncio.to_thread(ssl.create_default_context)  # reads some hundred certificates
    conversation = Conversation(server.username, server.password.get_secret_value() if server.password else None)
    connection = Connection(server, reply_seconds, local_hostname, context, conversation)
    try:
        async with asyncio.timeout(whole_seconds):
            result = await connection.send(email)
        await connection.quit()
    except TimeoutError:
        result = connection.result_of_timeout()
    finally:
        connection.abort()
    conversation.end()
    return RecordedSend(tuple(conversation.lines), conversation.masked(result), connection.stage)
