"""A mail server that accepts nearly everything and delivers it into a Maildir, which `/mailbox` displays.

What comes back to envelope senders is handed on to a ReturnQueue, and displayed nowhere.
"""

import asyncio
import itertools
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from devserver.return_queue import ReturnedMessage, ReturnQueue
from devserver.returned_mail import is_delivered, refusal_of, what_comes_back

HOST = "127.0.0.1"
# People of the demo whose mail servers do not take emails, so that sending again shows what it looks like.
REFUSED = {
    "deferred@partner.example": "451 4.7.1 Greylisted, try again in 10 minutes",
    "failed@partner.example": "550 5.1.1 No such user here",
}
# The same of whole domains: an operator who sends again to one that is not mended sees the same words come back.
REFUSED_DOMAINS = {
    "retail.example": "452 4.2.2 Mailbox full, quota exceeded",
    "logistics.example": "550 5.7.1 Message refused by the policy of logistics.example",
}
LARGEST_MESSAGE = 64 * 1024 * 1024


class Maildir:
    """Delivers messages as files that appear whole or not at all (https://cr.yp.to/proto/maildir.html).

    Each message begins with `Return-Path`, one `X-Envelope-To` for each recipient, and `X-Received-At`
    (ISO 8601, UTC). Lines end in LF, as they do in files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        for subfolder in (folder, folder / "tmp", folder / "new", folder / "cur"):
            subfolder.mkdir(mode=0o700, exist_ok=True)

    def deliver(self, sender: str, recipients: list[str], message: bytes) -> None:
        received = datetime.now(UTC).isoformat(timespec="milliseconds")
        trace = [f"Return-Path: <{sender}>", *(f"X-Envelope-To: {recipient}" for recipient in recipients)]
        headers = "\n".join([*trace, f"X-Received-At: {received}", ""]).encode("utf-8", "surrogateescape")
        name = f"{time.time_ns()}.{os.getpid()}_{next(self._numbers)}.mailbox"
        unfinished = self._folder / "tmp" / name
        unfinished.write_bytes(headers + message.replace(b"\r\n", b"\n"))
        unfinished.rename(self._folder / "new" / name)


class MaildirHandler:
    """The handler that aiosmtpd calls for SMTP commands, by names that are aiosmtpd's."""

    def __init__(self, maildir: Maildir, returns: ReturnQueue | None) -> None:
        self._maildir = maildir
        self._returns = returns

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # It reads one command after another from a buffer, which is all that RFC 2920 asks of a server.
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        key = address.lower()
        if refusal := REFUSED.get(key) or REFUSED_DOMAINS.get(key.rpartition("@")[2]) or refusal_of(key):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content, sender = envelope.original_content or b"", envelope.mail_from or ""
        delivered = [recipient for recipient in envelope.rcpt_tos if is_delivered(recipient)]
        try:
            if delivered:
                self._maildir.deliver(sender, delivered, content)
        except OSError as error:
            return f"452 4.3.1 The mailbox cannot be written: {error.strerror}"
        for recipient in envelope.rcpt_tos:
            returned = what_comes_back(sender, recipient, content)
            if returned and self._returns is not None:
                self._returns.put(ReturnedMessage(sender, returned))
        return "250 2.0.0 Delivered to the mailbox"


class Connection(SMTP):
    """One client's connection, in `connections` while it is open."""

    def __init__(self, handler: MaildirHandler, connections: set["Connection"]) -> None:
        super().__init__(
            handler,
            data_size_limit=LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            hostname="mailbox.localhost",
            ident="development mailbox",
            loop=asyncio.get_running_loop(),
        )
        self._connections = connections

    def abort(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def connection_lost(self, error: Any) -> None:
        self._connections.discard(self)
        super().connection_lost(error)


@asynccontextmanager
async def mail_server(folder: Path, returns: ReturnQueue | None = None) -> AsyncIterator[str]:
    """Serves on a free loopback port and yields the SMTP_URL. Connections still open at the end are aborted.

    Without `returns` nothing comes back.
    """
    handler = MaildirHandler(Maildir(folder), returns)
    connections: set[Connection] = set()

    def connect() -> Connection:
        connection = Connection(handler, connections)
        connections.add(connection)
        return connection

    server = await asyncio.get_running_loop().create_server(connect, HOST, 0)
    try:
        yield f"smtp://{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for connection in tuple(connections):
            connection.abort()
        await server.wait_closed()
