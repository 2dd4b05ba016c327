"""aiosmtplib's client, with a record of what goes over its connection."""

import asyncio
import ssl
from datetime import UTC, datetime
from socket import gaierror
from typing import Any, cast

from aiosmtplib import SMTP, SMTPResponse, SMTPResponseException

from app.mail.conversation import Conversation

TLS_NAMES = {"TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}


class RecordedSmtp(SMTP):
    """Records commands as they are given, and the server's lines as they arrive.

    The greeting arrives before there is a transport to look at, and is recorded from its result.
    """

    def __init__(self, conversation: Conversation, **options: Any) -> None:
        super().__init__(**options)
        self.conversation = conversation

    async def connect(self, **options: Any) -> SMTPResponse:
        self.conversation.note(f"Connects to {self.hostname}:{self.port}.")
        try:
            greeting = await super().connect(**options)
        except SMTPResponseException as refused:
            self._record_greeting(refused.code, refused.message)
            raise
        except OSError as error:
            if isinstance(error.__cause__, gaierror):
                self.conversation.note(f"No address was found for the name {self.hostname}.")
            raise
        self._note_connection()
        self._record_greeting(greeting.code, greeting.message)
        self._listen()
        return greeting

    async def execute_command(self, *args: bytes, **options: Any) -> SMTPResponse:
        if self.is_connected:
            self.conversation.send(b" ".join(args))
        return await super().execute_command(*args, **options)

    async def starttls(self, **options: Any) -> SMTPResponse:
        if self.supports_extension("starttls"):
            self.conversation.send(b"STARTTLS")
        response = await super().starttls(**options)
        self._listen()
        self._note_tls()
        return response

    def _record_greeting(self, code: int, text: str) -> None:
        """A line that was no reply has no code, and is the text."""
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            mark = "-" if number < len(lines) else " "
            said = f"{code}{mark}{line}" if code > 0 else line
            self.conversation.receive(f"{said}\r\n".encode(errors="replace"))

    def _listen(self) -> None:
        """STARTTLS makes another transport."""
        if self.protocol is not None and self.transport is not None:
            cast("asyncio.Transport", self.transport).set_protocol(_Listener(self.protocol, self.conversation))

    def _note_connection(self) -> None:
        peer, own = self.get_transport_info("peername"), self.get_transport_info("sockname")
        self.conversation.note(f"Connected to {peer[0]}, port {peer[1]}, from {own[0]}.")
        if self.use_tls:
            self._note_tls()

    def _note_tls(self) -> None:
        connection = self.get_transport_info("ssl_object")
        self.conversation.note(describe_tls(connection.version(), connection.cipher(), connection.getpeercert()))


class _Listener(asyncio.Protocol):
    """Stands between the transport and aiosmtplib's protocol."""

    def __init__(self, protocol: asyncio.Protocol, conversation: Conversation) -> None:
        self._protocol = protocol
        self._conversation = conversation

    def data_received(self, data: bytes) -> None:
        self._conversation.receive(data)
        self._protocol.data_received(data)

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._conversation.end()
        self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()


def describe_tls(version: str | None, cipher: tuple[str, str, int] | None, certificate: dict[str, Any] | None) -> str:
    """Returns `TLS 1.3, …, certificate of mail.example by Example CA, valid until 1 May 2027`."""
    parts = [TLS_NAMES.get(version or "", version or "TLS")]
    if cipher:
        parts.append(cipher[0])
    if certificate:
        names = [name for kind, name in certificate.get("subjectAltName", ()) if kind in {"DNS", "IP Address"}]
        subject = names[0] if names else _name(certificate.get("subject", ()))
        parts.append(f"certificate of {subject} by {_name(certificate.get('issuer', ()))}")
        until = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
        parts.append(f"valid until {until.day} {until:%B %Y}")
    return f"{', '.join(parts)}."


def _name(distinguished: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    """The common name, or else the organization."""
    found = {key: value for parts in distinguished for key, value in parts}
    return found.get("commonName") or found.get("organizationName") or "somebody without a name"
