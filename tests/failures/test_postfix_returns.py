"""A real Postfix accepts an email, finds that nobody is there, and returns it: by its pipe(8) and by its lmtp(8)."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import aiosmtplib
import pytest

from app.database.sql import rows
from app.mail import SmtpMailer
from app.mail.return_paths import make_return_path
from app.mail_events.event import Result, Source
from app.organizations.actor import Actor
from app.settings import Settings, get_settings
from app.settings.addresses import SmtpServer
from devserver.ports import reserved_port
from tests.support.bounces_worker import context_with, taking_bounces
from tests.support.factories import make_admin, make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.postfix import Postfix
from tests.support.taken_messages import TakenMessages
from tests.support.tcp import tcp_server
from tests.support.waiting import PATIENCE_SECONDS, PROGRAMS_SECONDS, until

BOUNCES = "bounces@returns.example"
SOMEBODY = "somebody@gone.example"
END = b"\n--- end of the message ---\n"
EX_TEMPFAIL = 75
# pipe(8) runs nothing as root, and no other account can read this test's Python: what it runs hands recipient and
# message to this process, and exits as this process says.
HAND_OVER = """\
#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/{port} || exit 75
printf '%s\\n' "$1" >&3; cat >&3; printf '\\n--- end of the message ---\\n' >&3
read -r code <&3; exit "$code"
"""
PIPE = "receive-bounce unix - n n - - pipe flags=DORq user=nobody null_sender= argv={command} ${{original_recipient}}"
OPTIONS = {
    "smtpd_reject_unlisted_recipient": "no",
    "bounce_queue_lifetime": "1h",
    "minimal_backoff_time": "1s",
    "maximal_backoff_time": "1s",
    "queue_run_delay": "1s",
    "receive-bounce_destination_recipient_limit": "1",
}
Run = Callable[[str, bytes], Awaitable[int]]


def return_to(postfix: Postfix, transport: str) -> None:
    """Accepts everything for gone.example, where nobody is, and hands on what comes back by `transport`."""
    table = f"inline:{{ {{ gone.example = error:5.1.1 No such user here }}, {{ returns.example = {transport} }} }}"
    postfix.configure([SOMEBODY], transport_maps=table, **OPTIONS)


@asynccontextmanager
async def piping(postfix: Postfix, run: Run) -> AsyncIterator[None]:
    """Has Postfix pipe to a command whose exit code is what `run` returns for recipient and message."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient, _, content = (await reader.readuntil(END)).removesuffix(END).partition(b"\n")
        writer.write(b"%d\n" % await run(recipient.decode(), content))
        await writer.drain()

    async with tcp_server(take, limit=2**21) as port:
        command = postfix.folder / "receive-bounce"
        await asyncio.to_thread(command.write_text, HAND_OVER.format(port=port))
        await asyncio.to_thread(command.chmod, 0o755)
        postfix.services.append(PIPE.format(command=command))
        await asyncio.to_thread(return_to, postfix, "receive-bounce:")
        yield


@pytest.fixture
def return_path(settings: Settings) -> str:
    return make_return_path(settings.secret_keys, BOUNCES, uuid4())


async def send(postfix: Postfix, return_path: str) -> None:
    message = b"Message-ID: <1@example.com>\r\nSubject: hello\r\n\r\nhello\r\n"
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=postfix.port) as smtp:
        await smtp.sendmail(return_path, [SOMEBODY], message)


def assert_returned(content: bytes) -> None:
    assert re.search(rb"^Status: 5\.1\.1\r?$", content, re.MULTILINE)
    assert b"Final-Recipient: rfc822; somebody@gone.example" in content
    assert b"Message-ID: <1@example.com>" in content


class TestWhatPostfixHandsOver:
    async def test_lmtp_brings_message_and_return_path(
        self, settings: Settings, postfix: Postfix, taken_messages: TakenMessages, return_path: str
    ) -> None:
        with reserved_port() as port:
            context = context_with(settings, bounce_lmtp_listen=f"127.0.0.1:{port}", bounce_address=BOUNCES)
            await asyncio.to_thread(return_to, postfix, f"lmtp:inet:127.0.0.1:{port}")
            async with taking_bounces(context):
                await send(postfix, return_path)
                await until(_has(taken_messages, 1))
        ((source, content, recipients),) = taken_messages.taken
        assert (source, recipients) == (Source.LMTP, [return_path])
        assert_returned(content)

    async def test_lmtp_is_tried_again_while_the_database_is_away(
        self, settings: Settings, postfix: Postfix, taken_messages: TakenMessages, return_path: str
    ) -> None:
        tries = iter([ConnectionRefusedError(), ConnectionRefusedError()])

        def react(_: bytes) -> Result:
            if error := next(tries, None):
                raise error
            return Result.RECORDED

        taken_messages.react = react
        with reserved_port() as port:
            context = context_with(settings, bounce_lmtp_listen=f"127.0.0.1:{port}", bounce_address=BOUNCES)
            await asyncio.to_thread(return_to, postfix, f"lmtp:inet:127.0.0.1:{port}")
            async with taking_bounces(context):
                await send(postfix, return_path)
                await until(_has(taken_messages, 1))

    async def test_the_pipe_brings_message_and_return_path_and_again_after_tempfail(
        self, postfix: Postfix, return_path: str
    ) -> None:
        found: list[tuple[str, bytes]] = []

        async def run(recipient: str, content: bytes) -> int:
            found.append((recipient, content))
            return EX_TEMPFAIL if len(found) == 1 else 0

        async with piping(postfix, run):
            await send(postfix, return_path)
            await until(_holds(found, 2))
        assert [recipient for recipient, _ in found] == [return_path] * 2
        assert_returned(found[0][1])


class TestDelivery:
    """From our worker's email to its end."""

    @pytest.fixture
    async def admin(self, database: None) -> Actor:
        return await make_admin()

    @pytest.fixture
    def return_paths(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("BOUNCE_ADDRESS", BOUNCES)
        get_settings.cache_clear()
        yield
        monkeypatch.undo()
        get_settings.cache_clear()

    @pytest.fixture
    async def worker(
        self, return_paths: None, email_worker: EmailWorker, postfix: Postfix
    ) -> AsyncIterator[EmailWorker]:
        address = SmtpServer(host="127.0.0.1", port=postfix.port, username=None, password=None, tls="none")
        email_worker.sender.mailer = mailer = SmtpMailer(address, 1, PATIENCE_SECONDS)
        yield email_worker
        await mailer.close()

    async def test_it_is_bounced_by_lmtp(self, worker: EmailWorker, postfix: Postfix, admin: Actor) -> None:
        with reserved_port() as port:
            context = context_with(get_settings(), bounce_lmtp_listen=f"127.0.0.1:{port}")
            await asyncio.to_thread(return_to, postfix, f"lmtp:inet:127.0.0.1:{port}")
            async with taking_bounces(context):
                await make_invitation(admin, SOMEBODY)
                await worker.deliver()
                await until(_is_bounced)

    async def test_it_is_bounced_by_the_pipe(
        self, worker: EmailWorker, postfix: Postfix, admin: Actor, environment: dict[str, str], root: Path
    ) -> None:
        async def run(recipient: str, content: bytes) -> int:
            return await _receive_bounce(root, environment | {"BOUNCE_ADDRESS": BOUNCES}, recipient, content)

        async with piping(postfix, run):
            await make_invitation(admin, SOMEBODY)
            await worker.deliver()
            await until(_is_bounced)


async def _is_bounced() -> bool:
    found = await rows(
        """
        SELECT d.status, b.kind, b.status AS code
          FROM deliveries d LEFT JOIN delivery_bounces b ON b.delivery_id = d.id
        """
    )
    return found == [{"status": "bounced", "kind": "hard", "code": "5.1.1"}]


async def _receive_bounce(root: Path, environment: dict[str, str], recipient: str, content: bytes) -> int:
    command = (sys.executable, "-m", "app.cli", "receive-bounce", "--recipient", recipient)
    process = await asyncio.create_subprocess_exec(
        *command, cwd=root, env=os.environ | environment, stdin=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PROGRAMS_SECONDS):
        await process.communicate(content)
    return process.returncode or 0


def _has(messages: TakenMessages, count: int) -> Callable[[], Awaitable[bool]]:
    return _holds(messages.taken, count)


def _holds(found: Sequence[object], count: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return len(found) >= count

    return look
