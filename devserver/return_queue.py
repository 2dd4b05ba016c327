"""Hands what comes back to the worker that takes bounces, by LMTP, as a mail server does: again until it is there."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.tasks import end
from devserver.returned_mail import SERVER
from devserver.terminal_output import write_lines

MAX_WAITING = 1_000
AGAIN_SECONDS = 1.0
TRIES = 600
REPLY_SECONDS = 10.0
REFUSED = 500  # and what is above: RFC 5321, section 4.2.1


@dataclass(frozen=True)
class ReturnedMessage:
    recipient: str
    content: bytes


class ReturnQueue:
    """In memory: what still waits when `./dev up` stops is lost. `address` is one of BOUNCE_LMTP_LISTEN."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._waiting: asyncio.Queue[ReturnedMessage] = asyncio.Queue(MAX_WAITING)

    def put(self, message: ReturnedMessage) -> None:
        """One too many is lost."""
        if self._waiting.full():
            write_lines("mailbox", f"{MAX_WAITING} bounces wait for the worker; another one is lost.")
        else:
            self._waiting.put_nowait(message)

    async def run(self) -> None:
        """Hands over one after the other, without end."""
        while True:
            message = await self._waiting.get()
            for _ in range(TRIES):
                if await asyncio.to_thread(self._hand_over, message):
                    break
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                write_lines("mailbox", "A bounce was not taken for minutes, and is lost.")

    def _hand_over(self, message: ReturnedMessage) -> bool:
        """Returns whether that is the end of it: it was taken, or refused for good."""
        try:
            with self._connect() as server:
                server.sendmail("", [message.recipient], message.content)
        except smtplib.SMTPRecipientsRefused as error:
            return all(code >= REFUSED for code, _ in error.recipients.values())
        except smtplib.SMTPResponseException as error:
            return error.smtp_code >= REFUSED
        except (OSError, smtplib.SMTPException):
            return False
        return True

    def _connect(self) -> smtplib.LMTP:
        host, port = self._address.removeprefix("unix:"), 0
        if host == self._address:
            host, _, text = host.rpartition(":")
            host, port = host.strip("[]"), int(text)
        return smtplib.LMTP(host, port, local_hostname=SERVER, timeout=REPLY_SECONDS)


@asynccontextmanager
async def return_queue(address: str) -> AsyncIterator[ReturnQueue]:
    queue = ReturnQueue(address)
    running = asyncio.create_task(queue.run(), name="hand over what comes back")
    try:
        yield queue
    finally:
        await end([running])
