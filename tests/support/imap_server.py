"""A small IMAP server on loopback that holds one folder, and misbehaves on command. It speaks what imapclient needs."""

import asyncio
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Literal, Self

from tests.support.tcp import tcp_server
from tests.support.tls_contexts import server_context

Mischief = Literal[
    "hang at greeting",
    "refuse login",
    "echo password",
    "hang at search",
    "drop in fetch",
    "endless literal",
    "nonsense",
]
USER, PASSWORD = "bounces", "p@ss word"
LITERAL = 10**12


@dataclass
class Stored:
    """A message of the folder. `claimed_size` is what the server says its size is."""

    content: bytes
    is_seen: bool = False
    claimed_size: int | None = None


@dataclass
class ImapServer:
    """`async with` starts and stops it. `folder` is by UID; `told` every command without its tag."""

    mischief: Mischief | None = None
    is_encrypted: bool = False
    folder: dict[int, Stored] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    async def __aenter__(self) -> Self:
        self._exits = AsyncExitStack()
        tls = server_context() if self.is_encrypted else None
        self.port = await self._exits.enter_async_context(tcp_server(self._talk, tls=tls))
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._exits.aclose()

    @property
    def url(self) -> str:
        scheme = "imaps" if self.is_encrypted else "imap"
        return f"{scheme}://{USER}:p%40ss%20word@localhost:{self.port}/Returned"

    def put(self, content: bytes, claimed_size: int | None = None) -> Stored:
        message = self.folder[len(self.folder) + 1] = Stored(content, claimed_size=claimed_size)
        return message

    @property
    def seen(self) -> list[bool]:
        return [message.is_seen for message in self.folder.values()]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mischief == "hang at greeting":
            await self._hang()
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            tag, _, command = line.partition(" ")
            self.told.append(command)
            untagged, status = await self._answer(command, writer)
            if untagged is None:
                return
            writer.write(b"".join(untagged) + f"{tag} {status}\r\n".encode())
            await writer.drain()

    async def _answer(self, command: str, writer: asyncio.StreamWriter) -> tuple[list[bytes] | None, str]:
        """What is said before the tagged reply, and that; None where the connection is dropped."""
        verb = command.removeprefix("UID ").partition(" ")[0].upper()
        match verb:
            case "CAPABILITY":
                return [b"* CAPABILITY IMAP4rev1\r\n"], "OK done"
            case "LOGIN":
                return [], self._sign_in(command)
            case "SELECT":
                return [f"* {len(self.folder)} EXISTS\r\n".encode()], "OK [READ-WRITE] done"
            case "SEARCH":
                return [await self._search()], "OK done"
            case "FETCH":
                return self._fetch(command, writer), "OK done"
            case "STORE":
                self.folder[int(command.split()[2])].is_seen = True
        return [b"* BYE\r\n"] if verb == "LOGOUT" else [], "OK done"

    async def _search(self) -> bytes:
        if self.mischief == "nonsense":
            return b"* SEARCH one two (\r\n* 9 FETCH (\r\n"
        if self.mischief == "hang at search":
            await self._hang()
        unseen = " ".join(str(uid) for uid, message in self.folder.items() if not message.is_seen)
        return f"* SEARCH {unseen}\r\n".encode()

    def _sign_in(self, command: str) -> str:
        if self.mischief == "refuse login":
            return "NO [AUTHENTICATIONFAILED] no"
        if self.mischief == "echo password":
            return f"NO what is {PASSWORD}?"
        return "OK done" if command == f'LOGIN {USER} "{PASSWORD}"' else f"NO not {command}"

    def _fetch(self, command: str, writer: asyncio.StreamWriter) -> list[bytes] | None:
        uids = [int(uid) for uid in command.split()[2].split(",")]
        if "RFC822.SIZE" in command:
            sizes = {uid: self.folder[uid].claimed_size or len(self.folder[uid].content) for uid in uids}
            return [f"* {uid} FETCH (RFC822.SIZE {size} UID {uid})\r\n".encode() for uid, size in sizes.items()]
        part = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", command)
        assert part is not None, command
        content = self.folder[uids[0]].content[: int(part[1])]
        if self.mischief == "drop in fetch":
            writer.write(f"* {uids[0]} FETCH (UID {uids[0]} BODY[]<0> {{{len(content)}}}\r\n".encode() + content[:5])
            return None
        size = LITERAL if self.mischief == "endless literal" else len(content)
        return [f"* {uids[0]} FETCH (UID {uids[0]} BODY[]<0> {{{size}}}\r\n".encode(), content, b")\r\n"]

    async def _hang(self) -> None:
        self.reached.set()
        await asyncio.Event().wait()
