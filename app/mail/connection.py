"""One connection to the mail server: step by step, so that it is known how far a failure came."""

import asyncio
import re
import ssl
from base64 import b64encode
from ipaddress import IPv4Address, ip_address
from math import inf
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from app.mail.message import Email
from app.mail.replies import Outcome, SendResult, Stage, plain_words, sort_reply
from app.settings.addresses import SmtpServer

LONGEST_CONNECT = 30.0
LONGEST_GOODBYE = 2.0
CLOSING = 421

_leading_dot = re.compile(rb"^\.", re.MULTILINE)


class Connection:
    """A conversation with the mail server, for one email at a time.

    `timeout` is the longest wait in seconds for any one answer; connecting takes LONGEST_CONNECT at
    most. After each email `is_ready` says whether the connection can take another, and `is_stale`
    that it had been closed by the server since the last one, so that this one was never begun.
    """

    def __init__(
        self, server: SmtpServer, timeout: float, local_hostname: str | None, context: ssl.SSLContext | None
    ) -> None:
        self.server = server
        self.sent_count = 0
        self.is_ready = False
        self.is_stale = False
        self.idle_since = 0.0
        self._timeout = timeout
        self._local_hostname = local_hostname
        self._stage = Stage.CONNECT
        self._smtp = SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=local_hostname or "localhost",
            timeout=None,
            use_tls=server.tls == "implicit",
            start_tls=False,
            tls_context=context,
        )

    @property
    def is_open(self) -> bool:
        return self._smtp.is_connected

    async def send(self, email: Email) -> SendResult:
        """Opens the connection where needed and sends one email. Never raises for what the server does."""
        reused, self.is_ready, self.is_stale = self.is_open, False, False
        try:
            if not reused:
                await self._open()
            answer = await self._transact(email)
        except SMTPResponseException as reply:
            code = reply.code if reply.code > 0 else None
            outcome = sort_reply(self._stage, reply.code, reply.message)
            self.is_stale = reused and self._stage is Stage.SENDER and code == CLOSING
            answer = SendResult(outcome, code, plain_words(reply.message, self._secrets()))
            if self._stage is Stage.RECIPIENT and code != CLOSING:
                await self._reset()
        except (SMTPException, OSError) as error:
            self.is_stale = reused and self._stage is Stage.SENDER and not isinstance(error, TimeoutError)
            answer = self._without_answer(error)
        return answer

    async def quit(self) -> None:
        """Takes leave politely, but not for long."""
        try:
            if self.is_open:
                async with asyncio.timeout(min(LONGEST_GOODBYE, self._timeout)):
                    await self._smtp.quit()
        except (SMTPException, OSError):
            pass
        finally:
            self.abort()

    def abort(self) -> None:
        """Closes at once, throwing away what has not left yet."""
        self.is_ready = False
        transport = self._smtp.transport
        self._smtp.close()
        if transport is not None:
            cast("asyncio.Transport", transport).abort()

    async def _open(self) -> None:
        async with self._step(Stage.CONNECT, LONGEST_CONNECT):
            await self._smtp.connect()
        if self._local_hostname is None:
            self._smtp.local_hostname = self._address_literal()
        async with self._step(Stage.HELLO):
            await self._smtp.ehlo()
        if self.server.tls == "starttls":
            async with self._step(Stage.SECURE):
                await self._smtp.starttls()
            async with self._step(Stage.HELLO):
                await self._smtp.ehlo()
        if self.server.username is not None:
            async with self._step(Stage.SIGN_IN):
                await self._smtp.login(self.server.username, self._password)

    async def _transact(self, email: Email) -> SendResult:
        options = [f"SIZE={len(email.content)}".encode()] if self._smtp.supports_extension("size") else []
        if email.needs_smtputf8:
            if not self._smtp.supports_extension("smtputf8"):
                self.is_ready = True
                return SendResult(
                    Outcome.REJECTED,
                    text="The mail server cannot send to addresses with letters outside ASCII (no SMTPUTF8).",
                )
            options += [b"BODY=8BITMIME", b"SMTPUTF8"]
        await self._ask(Stage.SENDER, 2, b"MAIL", f"FROM:<{email.sender}>".encode(), *options)
        await self._ask(Stage.RECIPIENT, 2, b"RCPT", f"TO:<{email.recipient}>".encode())
        await self._ask(Stage.DATA, 3, b"DATA")
        protocol = self._smtp.protocol
        if protocol is None:
            raise ConnectionResetError("closed by the mail server")
        protocol.write(_leading_dot.sub(b"..", email.content) + b".\r\n")
        async with self._step(Stage.CONTENT):
            code, text = await protocol.read_response()
        outcome = sort_reply(self._stage, code, text)
        self.is_ready = outcome is Outcome.ACCEPTED
        self.sent_count += 1
        return SendResult(outcome, code, plain_words(text))

    def _step(self, stage: Stage, longest: float = inf) -> asyncio.Timeout:
        """Not aiosmtplib's own timeouts: in Python 3.11 their `wait_for` can swallow a cancellation."""
        self._stage = stage
        return asyncio.timeout(min(longest, self._timeout))

    async def _ask(self, stage: Stage, wanted: int, *command: bytes) -> None:
        async with self._step(stage):
            code, text = await self._smtp.execute_command(*command)
        if code // 100 != wanted:
            raise SMTPResponseException(code, text)

    async def _reset(self) -> None:
        try:
            await self._ask(Stage.RESET, 2, b"RSET")
            self.is_ready = True
        except (SMTPException, OSError):
            self.is_ready = False

    def _without_answer(self, error: Exception) -> SendResult:
        cause = error.__cause__ or error
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            reason = getattr(cause, "verify_message", None) or cause.reason
            return SendResult(Outcome.MISCONFIGURED, text=plain_words(f"No secure connection: {reason}"))
        if not isinstance(error, OSError):
            return SendResult(Outcome.MISCONFIGURED, text=plain_words(str(error)))
        outcome = Outcome.UNKNOWN if self._stage is Stage.CONTENT else Outcome.DEFERRED
        where = f"{self.server.host}:{self.server.port}"
        if self._stage is Stage.CONNECT and not isinstance(error, TimeoutError):
            return SendResult(outcome, text=plain_words(f"No connection to {where}: {cause}"))
        how = "timed out" if isinstance(error, TimeoutError) else "the connection was closed"
        return SendResult(outcome, text=f"No answer from {where} to {self._stage}: {how}")

    def _address_literal(self) -> str:
        """RFC 5321 section 4.1.1.1: who has no name of their own gives their address."""
        address = ip_address(str(self._smtp.get_transport_info("sockname")[0]).partition("%")[0])
        return f"[{address}]" if isinstance(address, IPv4Address) else f"[IPv6:{address}]"

    @property
    def _password(self) -> str:
        return self.server.password.get_secret_value() if self.server.password else ""

    def _secrets(self) -> tuple[str, ...]:
        if self._stage is not Stage.SIGN_IN or self.server.username is None:
            return ()
        return (self._password, b64encode(self._password.encode()).decode(), self.server.username)
