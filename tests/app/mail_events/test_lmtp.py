"""The worker that takes bounces by LMTP, in conversation with a mail server."""

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.database.outages import DatabaseUnavailable
from app.mail.return_paths import make_return_path
from app.mail_events import lmtp
from app.mail_events.event import Result, Source
from app.mail_events.incoming import Message
from app.mail_events.sizes import MAX_BYTES
from app.settings import Settings
from devserver.ports import reserved_port
from devserver.temporary_folder import TemporaryFolder
from tests.support.bounces_worker import LmtpClient, context_with, taking_bounces
from tests.support.taken_messages import TakenMessages
from tests.support.tcp import tcp_connection
from workers.bounces import take_bounces
from workers.context import WorkerContext
from workers.schedule_runs import LoggedFailure

BOUNCES = "bounces@example.com"
MESSAGE = b"Subject: Undelivered\r\n\r\n..a dot\r\nno such user"


@pytest.fixture
def port() -> Iterator[int]:
    with reserved_port() as port:
        yield port


@pytest.fixture
def context(settings: Settings, port: int) -> WorkerContext:
    return context_with(settings, bounce_lmtp_listen=f"127.0.0.1:{port}", bounce_address=BOUNCES)


@pytest.fixture
def return_path(settings: Settings) -> str:
    return make_return_path(settings.secret_keys, BOUNCES, uuid4())


@pytest.fixture
async def client(context: WorkerContext, port: int, taken_messages: TakenMessages) -> AsyncIterator[LmtpClient]:
    async with taking_bounces(context), tcp_connection("127.0.0.1", port) as (reader, writer):
        yield LmtpClient(reader, writer)


class TestMessages:
    async def test_a_bounce_to_a_signed_return_path_is_taken(
        self, client: LmtpClient, taken_messages: TakenMessages, return_path: str
    ) -> None:
        assert await client.begin(return_path) == ["250 2.1.5 OK"]
        assert await client.send(MESSAGE, 1) == ["250 2.0.0 recorded"]
        ((source, content, recipients),) = taken_messages.taken
        assert (source, recipients) == (Source.LMTP, [return_path])
        assert content == MESSAGE.replace(b"\r\n..", b"\r\n.") + b"\r\n"

    @pytest.mark.parametrize("address", [BOUNCES, "Bounces@EXAMPLE.com", "invitations@senturo.example"])
    async def test_the_plain_addresses_take_bounces_too(self, client: LmtpClient, address: str) -> None:
        assert await client.begin(address) == ["250 2.1.5 OK"]

    @pytest.mark.parametrize(
        "address", ["somebody@example.com", "bounces@example.org", "xbounces@example.com", "bounces-x@example.com"]
    )
    async def test_no_other_address_does(self, client: LmtpClient, address: str) -> None:
        assert await client.begin(address) == [lmtp.UNKNOWN]
        assert (await client.say("DATA")).startswith("503 ")

    async def test_each_recipient_has_a_reply_of_its_own(
        self, client: LmtpClient, taken_messages: TakenMessages, return_path: str
    ) -> None:
        results = iter([Result.FORGED, Result.RECORDED])
        taken_messages.react = lambda _: next(results)
        taken = [await client.begin(f"bounces+{'a' * 42}@example.com", "nobody@example.com", return_path)]
        assert taken == [["250 2.1.5 OK", lmtp.UNKNOWN, "250 2.1.5 OK"]]
        assert await client.send(MESSAGE, 2) == ["250 2.0.0 forged", "250 2.0.0 recorded"]

    async def test_it_is_read_once_for_all_recipients(self, client: LmtpClient, taken_messages: TakenMessages) -> None:
        await client.begin(*[BOUNCES] * 3)
        await client.send(MESSAGE, 3)
        assert len({id(content) for _, content, _ in taken_messages.taken if isinstance(content, Message)}) == 1

    async def test_a_second_message_in_the_same_connection_is_taken(
        self, client: LmtpClient, taken_messages: TakenMessages
    ) -> None:
        await client.begin(BOUNCES)
        await client.send(b"one", 1)
        await client.say("MAIL FROM:<>")
        await client.say(f"RCPT TO:<{BOUNCES}>")
        await client.send(b"two", 1)
        assert [content for _, content, _ in taken_messages.taken] == [b"one\r\n", b"two\r\n"]

    async def test_commands_may_come_at_once(self, client: LmtpClient) -> None:
        await client.hear()
        assert "250-PIPELINING\n250-ENHANCEDSTATUSCODES" in await client.say("LHLO mail.example.com")
        client.writer.write(f"MAIL FROM:<>\r\nRCPT TO:<{BOUNCES}>\r\nDATA\r\n".encode())
        assert [(await client.hear())[:3] for _ in range(3)] == ["250", "250", "354"]

    async def test_smtp_is_not_spoken(self, client: LmtpClient) -> None:
        await client.hear()
        assert (await client.say("EHLO mail.example.com")).startswith("500 ")

    async def test_long_lines_are_no_reason_to_lose_a_bounce(self, client: LmtpClient) -> None:
        await client.begin(BOUNCES)
        assert await client.send(b"x" * 20_000, 1) == ["250 2.0.0 recorded"]


class TestTryAgainLater:
    @pytest.mark.parametrize("error", [DatabaseUnavailable("away"), ConnectionRefusedError()])
    async def test_while_the_database_is_away_it_is_left_with_the_mail_server(
        self, client: LmtpClient, taken_messages: TakenMessages, error: Exception, caplog: pytest.LogCaptureFixture
    ) -> None:
        def react(_: bytes) -> Result:
            raise error

        taken_messages.react = react
        await client.begin(BOUNCES, BOUNCES)
        assert await client.send(MESSAGE, 2) == [lmtp.AWAY] * 2
        assert not caplog.records

    async def test_what_cannot_be_worked_on_is_logged_and_left_with_it_too(
        self, client: LmtpClient, taken_messages: TakenMessages, caplog: pytest.LogCaptureFixture
    ) -> None:
        def react(_: bytes) -> Result:
            raise RuntimeError("a bug")

        taken_messages.react = react
        await client.begin(BOUNCES)
        assert await client.send(MESSAGE, 1) == [lmtp.FAILED]
        assert [record.message for record in caplog.records if record.name.startswith("app.")] == ["bounce_not_read"]


class TestLimits:
    async def test_a_message_that_is_too_large_is_refused_for_each_recipient(
        self, client: LmtpClient, taken_messages: TakenMessages
    ) -> None:
        await client.begin(BOUNCES, BOUNCES)
        replies = await client.send(b"x" * 70 + b"\r\n" + b"y\r\n" * (MAX_BYTES // 3), 2)
        assert {reply[:4] for reply in replies} == {"552 "}
        assert taken_messages.taken == []
        assert (await client.say("NOOP")).startswith("250 ")

    async def test_one_that_says_so_is_refused_before_it_is_sent(self, client: LmtpClient) -> None:
        await client.hear()
        assert f"250-SIZE {MAX_BYTES}" in await client.say("LHLO mail.example.com")
        assert (await client.say(f"MAIL FROM:<> SIZE={MAX_BYTES + 1}")).startswith("552 ")

    async def test_one_line_without_an_end_is_refused(self, client: LmtpClient) -> None:
        await client.begin(BOUNCES)
        (reply,) = await client.send(b"x" * (lmtp.MAX_LINE + 10), 1)
        assert reply.startswith("500 ")

    async def test_recipients_are_counted(self, client: LmtpClient) -> None:
        replies = await client.begin(*[BOUNCES] * (lmtp.MAX_RECIPIENTS + 1))
        assert replies[-2:] == ["250 2.1.5 OK", lmtp.TOO_MANY_RECIPIENTS]

    async def test_commands_are_counted(self, client: LmtpClient) -> None:
        await client.hear()
        for _ in range(lmtp.COMMAND_LIMITS["HELP"]):
            await client.say("HELP")
        assert (await client.say("HELP")).startswith("421 ")
        assert await client.reader.read() == b""

    async def test_connections_are_counted(
        self, client: LmtpClient, port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await client.hear()
        monkeypatch.setattr(lmtp, "MAX_CONNECTIONS", 1)
        async with tcp_connection("127.0.0.1", port) as (reader, _):
            assert await reader.read() == lmtp.TOO_MANY_CONNECTIONS
        assert (await client.say("NOOP")).startswith("250 ")


class TestTimes:
    async def test_a_silent_client_is_left(
        self, context: WorkerContext, port: int, taken_messages: TakenMessages, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lmtp, "IDLE_SECONDS", 0.1)
        async with taking_bounces(context), tcp_connection("127.0.0.1", port) as (reader, writer):
            client = LmtpClient(reader, writer)
            await client.begin(BOUNCES)
            await client.say("DATA")
            assert await reader.read() == b""

    async def test_so_is_one_that_never_ends(
        self, context: WorkerContext, port: int, taken_messages: TakenMessages, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lmtp, "CONNECTION_SECONDS", 0.2)
        async with taking_bounces(context), tcp_connection("127.0.0.1", port) as (reader, writer):
            client = LmtpClient(reader, writer)
            await client.hear()
            with pytest.raises((EOFError, ConnectionError)):
                await _talk_for_ever(client)


class TestStopping:
    async def test_a_message_that_is_being_taken_has_its_reply_first(
        self, context: WorkerContext, port: int, taken_messages: TakenMessages
    ) -> None:
        async with (
            taking_bounces(context) as task,
            tcp_connection("127.0.0.1", port) as (reader, writer),
            tcp_connection("127.0.0.1", port) as (idle_reader, _),
        ):
            client = LmtpClient(reader, writer)
            await client.begin(BOUNCES)
            await client.say("DATA")
            assert (await idle_reader.readline()).startswith(b"220 ")
            context.stopping.set()
            assert await idle_reader.read() == f"{lmtp.STOPPING}\r\n".encode()
            writer.write(MESSAGE + b"\r\n.\r\n")
            assert await client.hear() == "250 2.0.0 recorded"
            assert await client.hear() == lmtp.STOPPING
            await task

    async def test_a_client_that_hangs_is_left_once_the_time_to_drain_is_over(
        self, context: WorkerContext, port: int, taken_messages: TakenMessages
    ) -> None:
        async with taking_bounces(context) as task, tcp_connection("127.0.0.1", port) as (reader, writer):
            client = LmtpClient(reader, writer)
            await client.begin(BOUNCES)
            await client.say("DATA")
            context.stopping.set()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            with pytest.raises((EOFError, ConnectionError)):
                await client.hear()


class TestAddress:
    async def test_a_unix_socket_is_for_owner_and_group_and_is_removed_at_the_end(
        self, settings: Settings, taken_messages: TakenMessages
    ) -> None:
        with TemporaryFolder("senturo-lmtp-") as folder:
            path = folder.path / "lmtp"
            context = context_with(settings, bounce_lmtp_listen=f"unix:{path}", bounce_address=BOUNCES)
            async with taking_bounces(context) as task:
                assert stat.S_IMODE(path.stat().st_mode) == 0o660
                context.stopping.set()
                await task
            assert not path.exists()

    async def test_a_socket_whose_process_was_killed_is_replaced(
        self, settings: Settings, taken_messages: TakenMessages
    ) -> None:
        with TemporaryFolder("senturo-lmtp-") as folder:
            path = folder.path / "lmtp"
            _leave_stale(path)
            async with taking_bounces(context_with(settings, bounce_lmtp_listen=f"unix:{path}")):
                assert path.is_socket()

    async def test_another_worker_at_the_same_socket_keeps_it(
        self, settings: Settings, taken_messages: TakenMessages
    ) -> None:
        with TemporaryFolder("senturo-lmtp-") as folder:
            first, second = (context_with(settings, bounce_lmtp_listen=f"unix:{folder.path}/lmtp") for _ in range(2))
            async with taking_bounces(first):
                with pytest.raises(LoggedFailure):
                    await take_bounces(second)
        assert second.trouble == "does not listen: another process listens there"

    async def test_a_file_that_is_no_socket_is_left_alone(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "lmtp").write_text("mine")
        with pytest.raises(LoggedFailure):
            await take_bounces(context_with(settings, bounce_lmtp_listen=f"unix:{tmp_path}/lmtp"))
        assert (tmp_path / "lmtp").read_text() == "mine"

    async def test_a_port_that_is_taken_makes_it_unready(self, context: WorkerContext, settings: Settings) -> None:
        async with taking_bounces(context):
            second = context_with(settings, bounce_lmtp_listen=context.settings.bounce_lmtp_listen)
            with pytest.raises(LoggedFailure):
                await take_bounces(second)
        assert second.trouble is not None

    async def test_listening_for_other_hosts_is_said(
        self, settings: Settings, port: int, taken_messages: TakenMessages, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with taking_bounces(context_with(settings, bounce_lmtp_listen=f"0.0.0.0:{port}")):
            assert "lmtp_reachable" in [record.message for record in caplog.records]


async def _talk_for_ever(client: LmtpClient) -> None:
    while True:
        await client.say("NOOP")


def _leave_stale(path: Path) -> None:
    """A socket file that nobody listens at."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.fspath(path))
