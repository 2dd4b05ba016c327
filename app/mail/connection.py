"""One SMTP connection to the mail server, stage by stage: what a failure means depends on how far it came."""

import asyncio
import ssl
from base64 import b64encode
from functools import partial
from ipaddress import IPv4Address, ip_address
from math import inf
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from app.mail.conversation import Conversation
from app.mail.message import Email
from app.mail.recorded_smtp import RecordedSmtp
from app.mail.replies import AttemptOutcome, AttemptResult, classify_reply, printable_line
from app.mail.reply_table import BEFORE_MAIL, CLOSING, UP_TO_MAIL, Stage
from app.settings.addresses import SmtpServer
from app.telemetry.spans import event

CONNECT_SECONDS = 30.0
QUIT_SECONDS = 2.0


class Connection:
    """An SMTP connection, used for one email at a time.

    `timeout` is the longest wait in seconds for any one reply; connecting takes CONNECT_SECONDS at
    most. After each email, `is_ready` means that the connection can be used for another, and `is_stale`
    that the server had closed it since the last one, so that this email was never begun. What is said is
    recorded where there is a `conversation`.
    """

    def __init__(
        self,
        server: SmtpServer,
        timeout: float,
        local_hostname: str | None,
        context: ssl.SSLContext | None,
        conversation: Conversation | None = None,
    ) -> None:
        self.server = server
        self.sent_count = 0
        self.is_ready = False
        self.is_stale = False
        self.idle_since = 0.0
        self._timeout = timeout
        self._local_hostname = local_hostname
        self._stage = Stage.CONNECT
        self._conversation = conversation
        client = SMTP if conversation is None else partial(RecordedSmtp, conversation)
        self._smtp: SMTP = client(
            hostname=server.host,
            port=server.port,
            local_hostname=local_hostname or "localhost",
            timeout=None,
            use_tls=server.tls == "implicit",
            start_tls=False,
            tls_context=context,
        )

    @property
    def stage(self) -> Stage:
        """How far the last email came: the step that ended it, where it failed."""
        return Stage.RCPT if self._stage is Stage.RSET else self._stage

    @property
    def is_open(self) -> bool:
        return self._smtp.is_connected

    @property
    def is_established(self) -> bool:
        """Whether the server has taken the connection: it has come as far as MAIL."""
        return self.is_open and self._stage not in BEFORE_MAIL

    @property
    def was_turned_away(self) -> bool:
        """Whether it ended at the greeting or at EHLO, before the server could know who connects."""
        return self._stage in {Stage.CONNECT, Stage.EHLO}

    async def send(self, email: Email) -> AttemptResult:
        """Opens the connection where needed and sends one email. Never raises for what the server does."""
        reused, self.is_ready, self.is_stale = self.is_open, False, False
        try:
            if not reused:
                await self._open()
            return await self._transact(email)
        except SMTPResponseException as reply:
            self.is_stale = reused and self._stage is Stage.MAIL and reply.code == CLOSING
            result = classify_reply(self._stage, reply.code, reply.message, self._secrets())
            if self._stage is Stage.RCPT and reply.code != CLOSING:
                await self._reset()
            return result
        except (SMTPException, OSError) as error:
            self.is_stale = reused and self._stage is Stage.MAIL and not isinstance(error, TimeoutError)
            return self._result_without_reply(error)

    def result_of_timeout(self) -> AttemptResult:
        """The result of a `send` that was canceled, since it took too long as a whole."""
        return self._result_without_reply(TimeoutError())

    async def quit(self) -> None:
        """Sends QUIT, waits up to QUIT_SECONDS for the reply, and closes."""
        try:
            if self.is_open:
                async with asyncio.timeout(min(QUIT_SECONDS, self._timeout)):
                    await self._smtp.quit()
        except (SMTPException, OSError):
            pass
        finally:
            self.abort()

    def abort(self) -> None:
        """Closes at once and discards what has not been sent yet."""
        self.is_ready = False
        transport = self._smtp.transport
        self._smtp.close()
        if transport is not None:
            cast("asyncio.Transport", transport).abort()

    async def _open(self) -> None:
        async with self._step(Stage.CONNECT, CONNECT_SECONDS):
            await self._smtp.connect()
        event(Stage.CONNECT)
        if self._local_hostname is None:
            self._smtp.local_hostname = self._address_literal()
        async with self._step(Stage.EHLO):
            await self._smtp.ehlo()
        if self.server.tls == "starttls":
            async with self._step(Stage.STARTTLS):
                await self._smtp.starttls()
            async with self._step(Stage.EHLO):
                await self._smtp.ehlo()
        if self.server.username is not None:
            async with self._step(Stage.AUTH):
                await self._smtp.login(self.server.username, self._password)

    async def _transact(self, email: Email) -> AttemptResult:
        options = [f"SIZE={len(email.content)}".encode()] if self._smtp.supports_extension("size") else []
        if email.needs_smtputf8:
            if not self._smtp.supports_extension("smtputf8"):
                self.is_ready = True
                return AttemptResult(
                    AttemptOutcome.REJECTED,
                    reply="The mail server cannot send to addresses with letters outside ASCII (no SMTPUTF8).",
                )
            options += [b"BODY=8BITMIME", b"SMTPUTF8"]
        await self._command(Stage.MAIL, 2, b"MAIL", f"FROM:<{email.sender}>".encode(), *options)
        await self._command(Stage.RCPT, 2, b"RCPT", f"TO:<{email.recipient}>".encode())
        await self._command(Stage.DATA, 3, b"DATA")
        protocol = self._smtp.protocol
        if protocol is None:
            raise ConnectionResetError("closed by the mail server")
        protocol.write(_dot_stuffed(email.content) + b".\r\n")
        if self._conversation is not None:
            self._conversation.send_content(email.content)
        async with self._step(Stage.CONTENT):
            code, text = await protocol.read_response()
        event(self._stage, {"smtp.reply_code": code})
        result = classify_reply(self._stage, code, text)
        self.is_ready = result.outcome is AttemptOutcome.ACCEPTED
        self.sent_count += 1
        return result

    def _step(self, stage: Stage, seconds: float = inf) -> asyncio.Timeout:
        """Not aiosmtplib's own timeouts: in Python 3.11 their `wait_for` can swallow a cancellation."""
        self._stage = stage
        return asyncio.timeout(min(seconds, self._timeout))

    async def _command(self, stage: Stage, expected_class: int, *command: bytes) -> None:
        async with self._step(stage):
            code, text = await self._smtp.execute_command(*command)
        event(stage, {"smtp.reply_code": code})
        if code // 100 != expected_class:
            raise SMTPResponseException(code, text)

    async def _reset(self) -> None:
        try:
            await self._command(Stage.RSET, 2, b"RSET")
            self.is_ready = True
        except (SMTPException, OSError):
            self.is_ready = False

    def _result_without_reply(self, error: Exception) -> AttemptResult:
        cause = error.__cause__ or error
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            reason = getattr(cause, "verify_message", None) or cause.reason
            return AttemptResult.service_refused(printable_line(f"No secure connection: {reason}"))
        if not isinstance(error, OSError):
            return AttemptResult.service_refused(printable_line(str(error)))
        where = f"{self.server.host}:{self.server.port}"
        if self._stage is Stage.CONNECT and not isinstance(error, TimeoutError):
            return AttemptResult.not_connected(printable_line(f"No connection to {where}: {cause}"))
        how = "timed out" if isinstance(error, TimeoutError) else "the connection was closed"
        reply = f"No answer from {where} to {self._stage}: {how}"
        if self._stage in UP_TO_MAIL:
            return AttemptResult.not_connected(reply)
        outcome = AttemptOutcome.UNKNOWN if self._stage is Stage.CONTENT else AttemptOutcome.DEFERRED
        return AttemptResult(outcome, reply=reply)

    def _address_literal(self) -> str:
        """RFC 5321 section 4.1.1.1: a client without a host name of its own sends its address."""
        address = ip_address(str(self._smtp.get_transport_info("sockname")[0]).partition("%")[0])
        return f"[{address}]" if isinstance(address, IPv4Address) else f"[IPv6:{address}]"

    @property
    def _password(self) -> str:
        return self.server.password.get_secret_value() if self.server.password else ""

    def _secrets(self) -> tuple[str, ...]:
        if self._stage is not Stage.AUTH or self.server.username is None:
            return ()
        return (self._password, b64encode(self._password.encode()).decode(), self.server.username)


def _dot_stuffed(content: bytes) -> bytes:
    """RFC 5321 section 4.5.2: of each line that begins with a dot, it is doubled. A bare LF ends a line as well."""
    stuffed = content.replace(b"\n.", b"\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
