"""The worker that takes bounces by LMTP, inside the test's process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.email_kinds import EMAIL_KINDS
from app.mail import SmtpMailer
from app.settings import Settings
from app.tasks import end
from tests.support.tcp import tcp_connection
from tests.support.waiting import until
from workers.bounces import take_bounces
from workers.context import WorkerContext


def context_with(settings: Settings, **changes: Any) -> WorkerContext:
    changed = settings.model_copy(update=changes)
    return WorkerContext("bounces@here", changed, SmtpMailer(settings.smtp, 1, 1.0), EMAIL_KINDS)


@asynccontextmanager
async def taking_bounces(context: WorkerContext) -> AsyncIterator[asyncio.Task[None]]:
    """Yields once it listens. At the end it is stopped, unless it has ended."""
    task = asyncio.create_task(take_bounces(context))
    address = context.settings.bounce_lmtp_listen or ""

    async def answers() -> bool:
        assert not task.done(), task.exception()
        try:
            if address.startswith("unix:"):
                _, writer = await asyncio.open_unix_connection(address.removeprefix("unix:"))
                writer.close()
            else:
                async with tcp_connection("127.0.0.1", int(address.rpartition(":")[2])):
                    pass
        except OSError:
            return False
        return True

    try:
        await until(answers)
        yield task
    finally:
        await end([task])


class LmtpClient:
    """Speaks line by line, as what it says is the story."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def hear(self) -> str:
        """One reply, with all of its lines."""
        lines: list[str] = []
        while not lines or lines[-1][3:4] == "-":
            line = (await self.reader.readline()).decode().rstrip("\r\n")
            if not line:
                raise EOFError(lines)
            lines.append(line)
        return "\n".join(lines)

    async def say(self, line: str) -> str:
        self.writer.write(f"{line}\r\n".encode())
        return await self.hear()

    async def begin(self, *recipients: str) -> list[str]:
        """From the greeting to the replies to RCPT."""
        await self.hear()
        await self.say("LHLO mail.example.com")
        assert (await self.say("MAIL FROM:<>")).startswith("250 ")
        return [await self.say(f"RCPT TO:<{recipient}>") for recipient in recipients]

    async def send(self, content: bytes, replies: int) -> list[str]:
        assert (await self.say("DATA")).startswith("354 ")
        self.writer.write(content + b"\r\n.\r\n")
        return [await self.hear() for _ in range(replies)]
