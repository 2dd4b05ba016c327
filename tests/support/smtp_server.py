"""A mail server that misbehaves on command and keeps a ledger of what it took."""

import asyncio
import re
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, replace
from typing import Literal, Self

from devserver.ports import reserved_port
from tests.support.smtp_script import PROCEED, Act, Gate, Rule, Step, reply
from tests.support.tcp import tcp_server
from tests.support.tls_contexts import server_context

EXTENSIONS = ("8BITMIME", "SIZE 10485760", "SMTPUTF8", "ENHANCEDSTATUSCODES")


@dataclass(frozen=True)
class Taken:
    """A message for which the server has taken responsibility. `at` is `time.monotonic()`."""

    sender: str
    recipient: str
    content: bytes
    connection: int
    at: float


class ScriptedSmtpServer:
    """Listens on 127.0.0.1; `async with` starts and stops it. Reached over TCP from any process.

    `on` scripts what it does at a step, `hold` stops it there until `release`. `taken` is the ledger,
    `told` every line it heard with the number of the connection, `connection_count` how many were opened.
    With `credentials` it wants AUTH before MAIL. More connections than `connection_limit` are turned away with
    421. `byte_delay` makes it say one byte at a time with so many seconds between them; 0 merely breaks its
    answers into pieces.
    """

    def __init__(
        self,
        *,
        tls: Literal["none", "starttls", "implicit"] = "none",
        extensions: tuple[str, ...] = EXTENSIONS,
        credentials: tuple[str, str] | None = None,
        byte_delay: float | None = None,
    ) -> None:
        self.tls, self.extensions, self.credentials = tls, extensions, credentials
        self.byte_delay = byte_delay
        self.port = 0
        self._reservation = ExitStack()
        self.taken: list[Taken] = []
        self.told: list[tuple[int, str]] = []
        self.connection_count = 0
        self.connection_limit: int | None = None
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._rules: list[Rule] = []
        self._gates: dict[Step, Gate] = {}
        self._talks: dict[asyncio.Task[None], Conversation] = {}
        self._listening = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.port = self._reservation.enter_context(reserved_port())
        await self.listen()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.refuse()
        self._reservation.close()

    async def listen(self) -> None:
        """Starts, or starts again at the same port."""
        context = server_context() if self.tls == "implicit" else None
        await self._listening.enter_async_context(tcp_server(self._welcome, self.port, limit=2**26, tls=context))

    async def refuse(self) -> None:
        """Stops listening, so that connecting is refused, and drops every connection."""
        await self._listening.aclose()

    async def close_idle(self) -> None:
        """Closes the connections that have no email under way."""
        tasks = [task for task, talk in self._talks.items() if not talk.sender]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def on(
        self,
        step: Step,
        act: Act,
        *,
        recipient: str | None = None,
        domain: str | None = None,
        times: int | None = None,
    ) -> None:
        """Scripts a step, for all, one recipient or those in a domain.

        The newest rule that fits counts, `times` times or for ever. The recipient is known from "rcpt" on. "data" is
        the answer to DATA, "body" happens while the message is on its way, "dot" is the answer to the message.
        """
        self._rules.insert(0, Rule(step, act, recipient, domain, times))

    def mend(self) -> None:
        """Forgets everything that was scripted."""
        self._rules.clear()

    def hold(self, step: Step) -> None:
        """Makes every conversation wait before it acts at this step."""
        self._gates[step] = Gate(asyncio.Event())

    async def reached(self, step: Step, count: int = 1) -> None:
        """Waits until `count` conversations have come to the held step."""
        await self.until(lambda: self._gates[step].waiting >= count)

    def release(self, step: Step) -> None:
        """Lets go on who waits at this step and who will come there."""
        self._gates.pop(step).opened.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Waits for something about `taken`, `told` or `connection_count`."""
        if not is_so():
            waiting = (is_so, asyncio.get_running_loop().create_future())
            self._waiting.append(waiting)
            await waiting[1]

    @property
    def copies(self) -> Counter[str]:
        """How many messages were taken for each recipient."""
        return Counter(message.recipient for message in self.taken)

    def note(self) -> None:
        """Looks whether what somebody waits for has come."""
        for waiting in [waiting for waiting in self._waiting if waiting[0]()]:
            self._waiting.remove(waiting)
            if not waiting[1].done():
                waiting[1].set_result(None)

    async def act_at(self, step: Step, recipient: str = "") -> Act:
        """Waits at the gate, if there is one, and tells what the script says; PROCEED if nothing."""
        if gate := self._gates.get(step):
            gate.waiting += 1
            self.note()
            await gate.opened.wait()
        for rule in self._rules:
            if rule.fits(step, recipient):
                rule.times = None if rule.times is None else rule.times - 1
                return rule.act
        return PROCEED

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection_count += 1
        task = asyncio.current_task()
        assert task is not None
        talk = self._talks[task] = Conversation(self, reader, writer)
        try:
            self.note()
            if self.connection_limit is not None and len(self._talks) > self.connection_limit:
                await talk.say(reply(421, "4.7.0 Too many connections"))
            else:
                await talk.run()
        except (OSError, EOFError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            del self._talks[task]


class Conversation:
    """One client's connection to a ScriptedSmtpServer."""

    def __init__(self, server: ScriptedSmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.number = server.connection_count
        self.is_signed_in = server.credentials is None
        self.is_over = False
        self.sender = self.recipient = ""

    async def run(self) -> None:
        await self.answer("banner", reply(220, "scripted.test ESMTP"))
        while not self.is_over and (line := await self.hear()):
            verb = line.split(" ", 1)[0].lower()
            handle = getattr(self, f"on_{verb}", None)
            await (handle(line) if handle else self.say(reply(500, "5.5.1 unknown command")))

    async def on_ehlo(self, line: str) -> None:
        offers = [*self.server.extensions, *(["AUTH PLAIN"] if self.server.credentials else [])]
        if self.server.tls == "starttls" and not self.writer.get_extra_info("ssl_object"):
            offers.append("STARTTLS")
        await self.answer("ehlo", reply(250, "scripted.test", *offers))

    async def on_starttls(self, line: str) -> None:
        if await self.answer("starttls", reply(220, "go ahead")):
            await self.writer.start_tls(server_context())

    async def on_auth(self, line: str) -> None:
        _, *given = b64decode(line.split(" ")[2]).decode().split("\0")
        right = tuple(given) == self.server.credentials
        self.is_signed_in = await self.answer("auth", reply(235) if right else reply(535, "5.7.8 no"))

    async def on_mail(self, line: str) -> None:
        self.sender = line.partition("<")[2].partition(">")[0]
        await self.answer("mail", reply(250) if self.is_signed_in else reply(530, "5.7.0 sign in first"))

    async def on_rcpt(self, line: str) -> None:
        self.recipient = line.partition("<")[2].partition(">")[0]
        await self.answer("rcpt", reply(250))

    async def on_data(self, line: str) -> None:
        if not await self.answer("data", Act(b"354 go on\r\n", takes=True)):
            return
        act = await self.server.act_at("body", self.recipient)
        if act is not PROCEED:
            await self.reader.readexactly(1)
            await self.say(act)
        if self.is_over:
            return
        content = re.sub(rb"(?m)^\.", b"", (await self.reader.readuntil(b"\r\n.\r\n"))[:-3])
        act = await self.server.act_at("dot", self.recipient)
        act = reply(250, "2.0.0 taken") if act is PROCEED else act
        if act.takes:
            message = Taken(self.sender, self.recipient, content, self.number, time.monotonic())
            self.server.taken.append(message)
            self.server.note()
        self.sender = self.recipient = ""
        await self.say(act)

    async def on_rset(self, line: str) -> None:
        self.sender = self.recipient = ""
        await self.answer("rset", reply(250))

    async def on_quit(self, line: str) -> None:
        await self.answer("quit", replace(reply(221), then="drop"))

    async def answer(self, step: Step, usual: Act) -> bool:
        """Acts as scripted, else as usual; whether that lets the client proceed."""
        act = await self.server.act_at(step, self.recipient)
        act = usual if act is PROCEED else act
        await self.say(act)
        return act.takes

    async def hear(self) -> str:
        line = (await self.reader.readline()).decode(errors="replace").rstrip("\r\n")  # a TLS greeting, say
        self.server.told.append((self.number, line))
        self.server.note()
        return line

    async def say(self, act: Act) -> None:
        if self.server.byte_delay is None:
            self.writer.write(act.says)
        else:
            for byte in act.says:
                self.writer.write(bytes([byte]))
                await asyncio.sleep(self.server.byte_delay)
        await self.writer.drain()
        if act.then == "hang":
            await asyncio.Event().wait()
        if act.then == "drop":
            self.is_over = True
