"""Takes bounces by LMTP (RFC 2033): one reply for each recipient, which is what a mail server goes by.

250: understood, whatever it says. 451: the database is away, so the mail server keeps it and tries again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from app.database.connection import CONNECTION_ERRORS
from app.database.outages import DatabaseUnavailable
from app.mail.return_paths import token_of
from app.mail_events.event import Result
from app.mail_events.incoming import Message
from app.mail_events.sizes import MAX_BYTES
from app.occasional_log import OccasionalLog

IDLE_SECONDS = 300.0  # for one command, and for one message: RFC 5321, section 4.5.3.2.7
CONNECTION_SECONDS = 900.0
MAX_CONNECTIONS = 50
MAX_RECIPIENTS = 100
MAX_LINE = 64 * 1024  # what mail servers quote may have longer lines than RFC 5321 allows
# In one connection. Mail servers keep one open for minutes, and wait before they open the next.
COMMAND_LIMITS = {"*": 5_000, "LHLO": 20, "RCPT": 20_000, "HELP": 20, "VRFY": 20, "AUTH": 1}
AWAY = "451 4.3.0 The database is away, try again later"
FAILED = "451 4.3.0 It could not be worked on, try again later"
UNKNOWN = "550 5.1.1 No bounces are taken for this address"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
TOO_MANY_CONNECTIONS = b"421 4.3.2 Too many connections\r\n"
STOPPING = "421 4.3.2 Stopping, try again later"

Receive = Callable[[bytes, str], Awaitable[Result]]
logger = logging.getLogger(__name__)
turned_away = OccasionalLog(logger, "lmtp_connection_refused")


class Bounces:
    """The handler that aiosmtpd calls for commands, by names that are aiosmtpd's.

    `addresses` take bounces, and so do signed return paths of each. `receive` gets the message and one recipient.
    """

    def __init__(self, addresses: Iterable[str], receive: Receive) -> None:
        self._addresses = tuple(address.lower() for address in addresses)
        self._receive = receive

    async def handle_EHLO(  # noqa: N802
        self, _server: LMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Both are required by RFC 2033, section 5; commands are read one after another from a buffer."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, _server: LMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self._takes(address):
            return UNKNOWN
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: LMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Each recipient is a delivery of its own (RFC 2033, section 4.2)."""
        content = Message(envelope.original_content or b"")
        return "\r\n".join([await self._reply(content, recipient) for recipient in envelope.rcpt_tos])

    async def handle_exception(self, error: Exception) -> str:
        logger.error("lmtp_failed", exc_info=error)
        return FAILED

    async def _reply(self, content: bytes, recipient: str) -> str:
        try:
            return f"250 2.0.0 {await self._receive(content, recipient)}"
        except (DatabaseUnavailable, *CONNECTION_ERRORS):
            return AWAY
        except Exception:
            logger.exception("bounce_not_read")
            return FAILED

    def _takes(self, address: str) -> bool:
        plain = address.lower()
        return any(plain == each or token_of(each, plain) is not None for each in self._addresses)


class Connection(LMTP):
    """One client's connection, in `connections` while it is open."""

    line_length_limit = MAX_LINE

    def __init__(self, bounces: Bounces, hostname: str, connections: set["Connection"]) -> None:
        super().__init__(
            bounces,
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="LMTP",
            timeout=IDLE_SECONDS,
            command_call_limit=COMMAND_LIMITS,
            loop=asyncio.get_running_loop(),
        )
        self.is_taking = False
        self._replies = 1
        self._is_stopping = False
        self._connections = connections
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._connections.add(self)
        self._end = self.loop.call_later(CONNECTION_SECONDS, self.abort)
        super().connection_made(transport)
        if self._handler_coroutine is not None:
            self._handler_coroutine.add_done_callback(_log_failure)

    def connection_lost(self, error: Exception | None) -> None:
        if self._end is not None:
            self._end.cancel()
        self._connections.discard(self)
        super().connection_lost(error)

    def abort(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def stop(self) -> None:
        """Ends the connection, once the message that is being taken has its replies."""
        self._is_stopping = True
        if not self.is_taking and isinstance(self.transport, asyncio.WriteTransport):
            self.transport.write(f"{STOPPING}\r\n".encode())
            self.transport.close()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        self.is_taking = True
        try:
            await super().smtp_DATA(arg)
        except Exception as error:  # noqa: BLE001 - aiosmtpd would reply once, and not to each recipient
            await self.push(await self.event_handler.handle_exception(error))
        finally:
            self.is_taking, self._replies = False, 1
            if self._is_stopping:
                self.stop()

    async def push(self, status: Any) -> None:
        """Says what aiosmtpd says once of a message, such as that it is too large, once for each recipient."""
        if "\r\n" not in status:
            status = "\r\n".join([status] * self._replies)
        await super().push(status)
        if self.is_taking and status.startswith("354") and self.envelope is not None:
            self._replies = len(self.envelope.rcpt_tos)


def _log_failure(conversation: asyncio.Task[None]) -> None:
    """A client that has left is no failure."""
    if not conversation.cancelled() and (error := conversation.exception()) and not isinstance(error, OSError):
        logger.error("lmtp_failed", exc_info=error)


class TurnedAway(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(TOO_MANY_CONNECTIONS)
        transport.close()


class Listener:
    """Makes a protocol for each connection, of which there are MAX_CONNECTIONS at most."""

    def __init__(self, bounces: Bounces, hostname: str) -> None:
        self._bounces = bounces
        self._hostname = hostname
        self._connections: set[Connection] = set()

    def __call__(self) -> asyncio.BaseProtocol:
        if len(self._connections) >= MAX_CONNECTIONS:
            turned_away.warn()
            return TurnedAway()
        return Connection(self._bounces, self._hostname, self._connections)

    async def drain(self) -> None:
        """Returns once all messages that were being taken have their replies."""
        for connection in tuple(self._connections):
            connection.stop()
        while self._connections:  # noqa: ASYNC110 - a connection that ends tells nobody
            await asyncio.sleep(0.02)

    def abort(self) -> None:
        for connection in tuple(self._connections):
            connection.abort()
