"""A connection to an IMAP server whose every wait ends. imapclient blocks, so each command has a thread.

The threads are daemons: neither a task that is cancelled nor the end of the process waits for a server that hangs.
"""

import asyncio
import errno
import imaplib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from app.mail_events.sizes import MAX_BYTES
from app.settings.urls import split_url

SILENCE_SECONDS = 30.0  # to connect, and between two bytes
COMMAND_SECONDS = 90.0
LOGOUT_SECONDS = 5.0
MAX_LITERAL = MAX_BYTES + 64 * 1024
PORTS = {"imaps": 993, "imap": 143}

T = TypeVar("T")


class MailboxUnreachableError(Exception):
    """The mailbox cannot be read at the moment. The message names the kind of error, and repeats nobody's words."""


@dataclass(frozen=True)
class MailboxAddress:
    host: str
    port: int
    is_encrypted: bool
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @classmethod
    def parse(cls, url: str) -> "MailboxAddress":
        """`url` is as the settings have checked it."""
        parts = split_url(url, ())
        host, port = parts.hosts[0]
        return cls(
            host=host,
            port=port or PORTS[parts.scheme],
            is_encrypted=parts.scheme == "imaps",
            user=parts.user or "",
            password=parts.password or "",
            folder=parts.path.strip("/") or "INBOX",
        )


@asynccontextmanager
async def mailbox(
    address: MailboxAddress, silence_seconds: float = SILENCE_SECONDS
) -> AsyncIterator["MailboxConnection"]:
    """Signs in and opens the folder. Raises MailboxUnreachableError, also in the block."""
    connection = MailboxConnection(address, silence_seconds)
    try:
        await connection.open()
        yield connection
        await connection.leave()
    finally:
        connection.cut()


class MailboxConnection:
    """Commands one after another. After `cut` a thread that still waits for the server ends, and closes it."""

    def __init__(self, address: MailboxAddress, silence_seconds: float) -> None:
        self._address = address
        self._silence_seconds = silence_seconds
        self._client: Any = None
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._is_busy = self._is_cut = False

    async def open(self) -> None:
        await self._run(self._connect)

    async def unseen(self, at_most: int) -> list[tuple[int, int]]:
        """Returns the id and the size, in bytes, of the oldest messages that nobody has seen."""

        def find() -> list[tuple[int, int]]:
            uids = sorted(self._client.search("UNSEEN"))[:at_most]
            sizes = self._client.fetch(uids, ["RFC822.SIZE"])
            return [(uid, int(sizes[uid][b"RFC822.SIZE"])) for uid in uids if b"RFC822.SIZE" in sizes.get(uid, {})]

        return await self._run(find)

    async def content(self, uid: int, max_bytes: int) -> bytes | None:
        """Returns the whole message, which stays unseen; None where it is larger than its size said."""

        def fetch() -> bytes | None:
            parts = self._client.fetch([uid], [f"BODY.PEEK[]<0.{max_bytes + 1}>"]).get(uid, {})
            found = next((value for name, value in parts.items() if name.startswith(b"BODY[]")), None) or b""
            return found if len(found) <= max_bytes else None

        return await self._run(fetch)

    async def flag_seen(self, uid: int) -> None:
        await self._run(lambda: self._client.add_flags([uid], [b"\\Seen"], silent=True))

    async def leave(self) -> None:
        """Says goodbye, best effort: everything is done."""
        with suppress(MailboxUnreachableError):
            await self._run(self._logout, LOGOUT_SECONDS)

    def _logout(self) -> None:
        self._client.logout()

    def cut(self) -> None:
        """Ends the connection at once, also under a thread that waits for the server."""
        with self._lock:
            self._is_cut = True
            if not self._is_busy:
                self._close()
            elif self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._client is not None:
            with suppress(Exception):
                self._client.shutdown()

    def _connect(self) -> None:
        address = self._address
        client = self._client = _Client(address, self._silence_seconds, self._note)
        client.login(address.user, address.password)
        client.select_folder(address.folder)

    def _note(self, connected: socket.socket) -> None:
        with self._lock:
            self._socket = connected
            if self._is_cut:
                raise OSError(errno.ECONNABORTED, "nobody waits for it any more")

    async def _run(self, command: Callable[[], T], seconds: float | None = None) -> T:
        """Runs a command in a thread. What the server says is not repeated: it may hold the password."""

        def run() -> T:
            try:
                return command()
            finally:
                with self._lock:
                    self._is_busy = False
                    if self._is_cut:
                        self._close()

        self._is_busy = True
        try:
            async with asyncio.timeout(COMMAND_SECONDS if seconds is None else seconds):
                return await _in_thread(run)
        except Exception as error:  # noqa: BLE001 - also what imapclient makes of nonsense
            raise MailboxUnreachableError(type(error).__name__) from None


class _Watched:
    """Of imaplib's connections: tells of its socket, and refuses a literal larger than anybody asked for."""

    def __init__(self, note: Callable[[socket.socket], None], *arguments: Any) -> None:
        self._note = note
        super().__init__(*arguments)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        connected: socket.socket = super()._create_socket(timeout)  # type: ignore[misc]
        try:
            self._note(connected)
        except OSError:
            connected.close()
            raise
        return connected

    def read(self, size: int) -> bytes:
        if size > MAX_LITERAL:
            raise imaplib.IMAP4.abort("a literal is larger than what was asked for")
        found: bytes = super().read(size)  # type: ignore[misc]
        return found


class _Encrypted(_Watched, IMAP4_TLS):  # type: ignore[misc]
    pass


class _Plain(_Watched, IMAP4WithTimeout):  # type: ignore[misc]
    pass


class _Client(IMAPClient):  # type: ignore[misc]
    """Verifies the server's certificate, where it is encrypted, by what the system trusts."""

    def __init__(self, address: MailboxAddress, silence_seconds: float, note: Callable[[socket.socket], None]) -> None:
        self._note = note
        super().__init__(
            address.host,
            address.port,
            ssl=address.is_encrypted,
            ssl_context=ssl.create_default_context() if address.is_encrypted else None,
            timeout=SocketTimeout(silence_seconds, silence_seconds),
        )

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - imapclient's name
        if self.ssl:
            return _Encrypted(self._note, self.host, self.port, self.ssl_context, self._timeout.connect)
        return _Plain(self._note, self.host, self.port, self._timeout.connect)


async def _in_thread(function: Callable[[], T]) -> T:
    """Like `asyncio.to_thread`, but in a thread that nothing waits for any more once this task is cancelled."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], value: Any) -> None:
        if not outcome.done():
            set_outcome(value)

    def run() -> None:
        try:
            done: tuple[Callable[[Any], None], Any] = (outcome.set_result, function())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            done = (outcome.set_exception, error)
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, *done)

    threading.Thread(target=run, name="mailbox", daemon=True).start()
    return await outcome
