"""Sends emails over a small pool of connections that are kept open."""

import asyncio
import ssl
from dataclasses import replace
from typing import Protocol

from app.mail.connection import Connection
from app.mail.message import Email
from app.mail.replies import AttemptResult
from app.mail.reply_table import Cause
from app.settings.addresses import SmtpServer
from app.telemetry.spans import Attributes, Kind, span

MAX_IDLE_SECONDS = 20.0
EMAILS_PER_CONNECTION = 100


class Mailer(Protocol):
    """Sends emails through a mail server, any number at a time."""

    async def send(self, email: Email) -> AttemptResult:
        """Sends one email. Whatever the server does is in the result; it raises nothing."""
        ...

    async def close(self) -> None:
        """Closes every connection. Nothing can be sent afterwards."""
        ...


class SmtpMailer:
    """Sends emails through the server of SMTP_URL over at most `size` connections.

    `timeout` is the longest wait in seconds for each of the server's replies. Connections are opened
    when first needed, used by one email at a time, and closed after EMAILS_PER_CONNECTION emails or
    `longest_idle` seconds without one. `local_hostname` is our name in EHLO (default: our address).
    `context` replaces the system's certificate authorities. A send that is cancelled closes
    its connection.
    """

    def __init__(
        self,
        server: SmtpServer,
        size: int,
        timeout: float,
        *,
        local_hostname: str | None = None,
        context: ssl.SSLContext | None = None,
        longest_idle: float = MAX_IDLE_SECONDS,
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._local_hostname = local_hostname
        self._context = context or (ssl.create_default_context() if server.tls != "none" else None)
        self._longest_idle = longest_idle
        self._attributes: Attributes = {"server.address": server.host, "server.port": server.port}
        self._slots = asyncio.Semaphore(size)
        self._idle: list[Connection] = []
        self._used: set[Connection] = set()
        self._is_closed = False
        self._reaper: asyncio.Task[None] | None = None

    async def send(self, email: Email) -> AttemptResult:
        """See Mailer. Raises RuntimeError once closed."""
        async with self._slots:
            if self._is_closed:
                raise RuntimeError("the mailer is closed")
            with span("smtp", self._attributes, Kind.CLIENT) as this:
                result = await self._send(email)
                this.set("smtp.reply_code", result.reply_code)
                this.set("outcome", result.outcome.value)
            return result

    async def _send(self, email: Email) -> AttemptResult:
        connection = await self._take_idle()
        if connection is not None:
            result = await self._use(connection, email)
            if not connection.is_stale:
                return result
        fresh = Connection(self._server, self._timeout, self._local_hostname, self._context)
        return await self._use(fresh, email)

    async def close(self) -> None:
        """See Mailer. Active sends finish; their connections close after them."""
        self._is_closed = True
        if self._reaper is not None:
            self._reaper.cancel()
            await asyncio.gather(self._reaper, return_exceptions=True)
        await self._quit_idle()

    async def _quit_idle(self) -> None:
        """A mail server corrects its configuration for new connections alone: Postfix does so on a reload."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(connection.quit() for connection in idle))

    async def _take_idle(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_open:
                continue
            if connection.sent_count < EMAILS_PER_CONNECTION:
                return connection
            await connection.quit()
        return None

    async def _use(self, connection: Connection, email: Email) -> AttemptResult:
        self._used.add(connection)
        try:
            result = await connection.send(email)
        finally:
            self._used.discard(connection)
            if connection.is_ready and not self._is_closed:
                self._keep(connection)
            else:
                connection.abort()
        if result.refuses_service:
            await self._quit_idle()
        if result.refuses_service and connection.was_turned_away and self._has_established():
            # Who is served over other connections is not refused as such: these are as many as it may have.
            return replace(result, cause=Cause.CONNECTION, refused=None)
        return result

    def _has_established(self) -> bool:
        return any(connection.is_established for connection in (*self._idle, *self._used))

    def _keep(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        self._idle.append(connection)
        if self._reaper is None or self._reaper.done():
            self._reaper = loop.create_task(self._reap(), name="close idle mail connections")

    async def _reap(self) -> None:
        """Closes what has been idle for too long; the least used connection stands first."""
        loop = asyncio.get_running_loop()
        while self._idle:
            wait = self._idle[0].idle_since + self._longest_idle - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            else:
                await self._idle.pop(0).quit()
