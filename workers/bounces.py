"""How workers take what comes back about emails: by LMTP, and out of a mailbox. What is in it: app.mail_events."""

import asyncio
import logging
import socket
from contextlib import suppress

from app.mail_events.event import Result, Source
from app.occasional_log import OccasionalLog
from app.turns import turns
from workers.context import WorkerContext
from workers.schedule_runs import LoggedFailure

NOWHERE_TO_LISTEN = (
    "BOUNCE_LMTP_LISTEN is not set: it says where this worker takes bounces, such as 127.0.0.1:8024 or unix:/path."
)
LISTEN_AGAIN_SECONDS = 3.0
TURN_SECONDS = 5.0

logger = logging.getLogger(__name__)
not_listening = OccasionalLog(logger, "lmtp_not_listening")
unreachable = OccasionalLog(logger, "bounce_mailbox_unreachable")


async def take_bounces(context: WorkerContext) -> None:
    """Listens until the worker is to stop, and then until the messages that are being taken have their replies."""
    from app.mail_events import incoming
    from app.mail_events.lmtp import Bounces, Listener
    from app.mail_events.lmtp_address import LmtpAddress

    async def receive(content: bytes, recipient: str) -> Result:
        return await incoming.receive_message(Source.LMTP, content, [recipient])

    settings = context.settings
    address = LmtpAddress.parse(settings.bounce_lmtp_listen or "")
    bounces = Bounces({settings.bounce_address or settings.mail_from, settings.mail_from}, receive)
    listener = Listener(bounces, settings.name_in_ehlo or socket.gethostname())
    try:
        server = await asyncio.get_running_loop().create_server(listener, sock=await asyncio.to_thread(address.listen))
    except OSError as error:
        context.trouble = f"does not listen: {error.strerror or error}"
        not_listening.warn(address=settings.bounce_lmtp_listen, reason=error.strerror or str(error))
        raise LoggedFailure from error
    context.trouble = None
    logger.info("lmtp_listening", extra={"address": settings.bounce_lmtp_listen})
    if not address.is_local:
        logger.warning("lmtp_reachable", extra={"address": settings.bounce_lmtp_listen})
    try:
        while not context.stopping.is_set():
            turns.note()
            with suppress(TimeoutError):
                async with asyncio.timeout(TURN_SECONDS):
                    await context.stopping.wait()
        server.close()
        address.remove()
        await listener.drain()
    finally:
        server.close()
        listener.abort()


async def poll_bounce_mailbox(context: WorkerContext) -> None:
    """Looks into the mailbox once. It is given up as soon as the worker is to stop: what is unread stays unseen."""
    from app.mail_events.imap import read_mailbox
    from app.mail_events.imap_connection import MailboxAddress, MailboxUnreachableError

    url = context.settings.bounce_imap_url
    assert url is not None
    look = asyncio.create_task(read_mailbox(MailboxAddress.parse(url.get_secret_value())), name="read mailbox")
    stopping = asyncio.create_task(context.stopping.wait())
    try:
        await asyncio.wait((look, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not look.done():
            return
        look.result()
    except MailboxUnreachableError as error:
        unreachable.warn(reason=str(error))
        raise LoggedFailure from error
    finally:
        for task in (look, stopping):
            task.cancel()
        await asyncio.wait((look, stopping))
