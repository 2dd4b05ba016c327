"""The record of one SMTP conversation, line by line, with the credentials masked."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.mail.masking import MASK, masked_parts, masked_secrets
from app.mail.replies import AttemptResult

MAX_LINES = 300
MAX_LINE_LENGTH = 1000
MAX_RAW_LENGTH = 8192  # so that no secret is cut in two before it is masked
HEADER_LINES = 30
GO_ON = "334"  # RFC 4954 section 4: the server waits for the next part of the credentials


class ConversationSide(StrEnum):
    """Who said a line. NOTE: nobody; it is something that happened, such as the start of TLS."""

    CLIENT = "client"
    SERVER = "server"
    NOTE = "note"


@dataclass(frozen=True)
class ConversationLine:
    """`at_ms` is how long after the start of the conversation it was said, in milliseconds."""

    side: ConversationSide
    text: str
    at_ms: int


class Conversation:
    """Records what is said, as far as MAX_LINES, and every note.

    No line holds the password, nor what is sent to sign in; nor the user name, as far as the server repeats it then.
    `clock` is in seconds; the conversation starts now.
    """

    def __init__(self, username: str | None, password: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.lines: list[ConversationLine] = []
        self._username, self._password = username or "", password or ""
        self._clock = clock
        self._started_at = clock()
        self._signs_in = False
        self._credentials: list[str] = []
        self._unfinished = b""

    def note(self, text: str) -> None:
        self._add(ConversationSide.NOTE, text)

    def send(self, command: bytes) -> None:
        """What the client sends, without its line end. AUTH has further lines, which are no commands."""
        verb, *rest = command.decode(errors="replace").split(" ")
        if self._signs_in:
            self._credentials.append(" ".join([verb, *rest]))
            self._add(ConversationSide.CLIENT, MASK)
        elif verb.upper() == "AUTH":
            self._signs_in = True
            self._credentials = rest[1:]
            self._add(ConversationSide.CLIENT, " ".join([verb, *rest[:1], *(MASK for _ in rest[1:])]))
        else:
            self._add(ConversationSide.CLIENT, " ".join([verb, *rest]))

    def send_content(self, content: bytes) -> None:
        """The message: its header, and how long the rest is."""
        header, _, body = content.partition(b"\r\n\r\n")
        lines = header.decode(errors="replace").split("\r\n")
        for line in lines[:HEADER_LINES]:
            self._add(ConversationSide.CLIENT, line)
        self.note(f"… and the rest of the message, whose body has {len(body):,} bytes.")
        self._add(ConversationSide.CLIENT, ".")

    def receive(self, received: bytes) -> None:
        """What arrives from the server, in whatever pieces."""
        *lines, self._unfinished = (self._unfinished + received).split(b"\n")
        for line in lines:
            self._receive_line(line)
        self._unfinished = self._unfinished[:MAX_RAW_LENGTH]

    def end(self) -> None:
        """The connection is over, maybe in the middle of a line."""
        if self._unfinished:
            self._receive_line(self._unfinished)
            self._unfinished = b""

    def masked(self, result: AttemptResult) -> AttemptResult:
        """The same result, with the password masked in the server's text."""
        return (
            result if result.reply is None else replace(result, reply=masked_secrets(result.reply, (self._password,)))
        )

    def _receive_line(self, line: bytes) -> None:
        text = line[:MAX_RAW_LENGTH].decode(errors="replace").rstrip("\r")
        if not self._signs_in:
            self._add(ConversationSide.SERVER, text)
        elif text.startswith(GO_ON):
            self._add(ConversationSide.SERVER, f"{GO_ON} {MASK}" if text[len(GO_ON) :].strip() else text)
        else:
            whole = masked_secrets(text, (self._username, self._password))
            self._add(ConversationSide.SERVER, masked_parts(whole, (*self._credentials, self._password)))
            self._signs_in = text[len(GO_ON) : len(GO_ON) + 1] == "-"

    def _add(self, side: ConversationSide, text: str) -> None:
        if side is not ConversationSide.NOTE and len(self.lines) >= MAX_LINES:
            return
        text = masked_secrets(text, (self._password,))
        text = "".join(each if each.isprintable() else " " for each in text)
        text = f"{text[: MAX_LINE_LENGTH - 1]}…" if len(text) > MAX_LINE_LENGTH else text
        at_ms = round((self._clock() - self._started_at) * 1000)
        self.lines.append(ConversationLine(side, text, at_ms))
        if len(self.lines) == MAX_LINES:
            self.note("What follows is not recorded: it is too much.")
