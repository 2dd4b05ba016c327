"""Bounces out of a mailbox, in conversation with an IMAP server that also misbehaves."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from app.database.outages import DatabaseUnavailable
from app.mail_events import imap, imap_connection
from app.mail_events.event import Result, Source
from app.mail_events.imap import read_mailbox
from app.mail_events.imap_connection import MailboxAddress, MailboxUnreachableError
from app.mail_events.sizes import MAX_BYTES
from app.settings import Settings
from tests.support.bounces_worker import context_with
from tests.support.imap_server import PASSWORD, ImapServer, Mischief
from tests.support.taken_messages import TakenMessages
from tests.support.tls_contexts import CERTIFICATE
from tests.support.waiting import until
from workers.bounces import poll_bounce_mailbox
from workers.schedule_runs import LoggedFailure

ONE = b"Delivered-To: bounces+one@example.com\r\nTo: x@example.org\r\n\r\nfirst\r\n"
TWO = b"Subject: two\r\n\r\nsecond\r\n"


@pytest.fixture
async def server(taken_messages: TakenMessages) -> AsyncIterator[ImapServer]:
    async with ImapServer() as server:
        yield server


async def look(server: ImapServer) -> int:
    return await read_mailbox(MailboxAddress.parse(server.url))


class TestMessages:
    async def test_those_that_nobody_has_seen_are_taken_and_flagged(
        self, server: ImapServer, taken_messages: TakenMessages
    ) -> None:
        server.put(ONE)
        server.put(b"old").is_seen = True
        server.put(TWO)
        assert await look(server) == 2
        assert taken_messages.taken == [
            (Source.IMAP, ONE, ["bounces+one@example.com", "x@example.org"]),
            (Source.IMAP, TWO, []),
        ]
        assert server.seen == [True] * 3
        assert await look(server) == 0
        assert len(taken_messages.taken) == 2

    async def test_the_folder_is_that_of_the_url(self, server: ImapServer) -> None:
        await look(server)
        assert "SELECT Returned" in [each.replace('"', "") for each in server.told]

    async def test_a_look_takes_so_many_and_leaves_the_others_to_the_next(
        self, server: ImapServer, taken_messages: TakenMessages, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(imap, "MAX_MESSAGES", 2)
        for number in range(3):
            server.put(b"%d" % number)
        assert [await look(server), await look(server)] == [2, 1]
        assert [content for _, content, _ in taken_messages.taken] == [b"0", b"1", b"2"]

    @pytest.mark.parametrize("claimed_size", [None, 10])
    async def test_a_message_that_is_too_large_is_counted_and_not_taken(
        self, server: ImapServer, taken_messages: TakenMessages, claimed_size: int | None
    ) -> None:
        server.put(b"x" * (MAX_BYTES + 1), claimed_size)
        server.put(TWO)
        await look(server)
        assert taken_messages.counted == [(Source.IMAP, Result.MALFORMED)]
        assert [content for _, content, _ in taken_messages.taken] == [TWO]
        assert server.seen == [True, True]

    async def test_while_the_database_is_away_they_stay_unseen(
        self, server: ImapServer, taken_messages: TakenMessages
    ) -> None:
        def react(_: bytes) -> Result:
            raise DatabaseUnavailable("away")

        taken_messages.react = react
        server.put(ONE)
        with pytest.raises(DatabaseUnavailable):
            await look(server)
        assert server.seen == [False]

    async def test_one_that_cannot_be_worked_on_is_logged_and_stops_no_other(
        self, server: ImapServer, taken_messages: TakenMessages, caplog: pytest.LogCaptureFixture
    ) -> None:
        def react(content: bytes) -> Result:
            if content == ONE:
                raise RuntimeError("a bug")
            return Result.RECORDED

        taken_messages.react = react
        server.put(ONE)
        server.put(TWO)
        await look(server)
        assert [content for _, content, _ in taken_messages.taken] == [TWO]
        assert server.seen == [True, True]
        assert [record.message for record in caplog.records] == ["bounce_not_read"]


class TestMischief:
    @pytest.mark.parametrize(
        ("mischief", "reason"),
        [
            ("refuse login", "LoginError"),
            ("echo password", "LoginError"),
            ("drop in fetch", "abort"),
            ("endless literal", "abort"),
            ("nonsense", "ValueError"),
        ],
    )
    async def test_it_is_named_by_its_kind_alone(self, server: ImapServer, mischief: Mischief, reason: str) -> None:
        server.put(ONE)
        server.mischief = mischief
        with pytest.raises(MailboxUnreachableError) as caught:
            await look(server)
        assert str(caught.value) == reason
        assert server.seen == [False]

    @pytest.mark.parametrize("mischief", ["hang at greeting", "hang at search"])
    async def test_a_server_that_hangs_is_left_after_a_while(
        self, server: ImapServer, mischief: Mischief, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(imap_connection, "COMMAND_SECONDS", 0.2)
        server.mischief = mischief
        with pytest.raises(MailboxUnreachableError, match="TimeoutError"):
            await look(server)
        await until(_no_thread_is_left)

    async def test_one_that_cannot_be_reached_is_named(self) -> None:
        with pytest.raises(MailboxUnreachableError, match="ConnectionRefusedError"):
            await read_mailbox(MailboxAddress.parse("imap://u:password@127.0.0.1:9"))

    async def test_a_certificate_that_nobody_vouches_for_is_refused(self, taken_messages: TakenMessages) -> None:
        async with ImapServer(is_encrypted=True) as server:
            with pytest.raises(MailboxUnreachableError, match="SSLCertVerificationError"):
                await look(server)
        assert server.told == []

    async def test_a_trusted_one_is_not(self, taken_messages: TakenMessages, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        async with ImapServer(is_encrypted=True) as server:
            server.put(ONE)
            assert await look(server) == 1


class TestSchedule:
    async def test_a_look_that_fails_is_the_schedules_own_error_and_has_no_password_in_it(
        self, server: ImapServer, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.mischief = "echo password"
        with pytest.raises(LoggedFailure) as caught:
            await poll_bounce_mailbox(context_with(settings, bounce_imap_url=SecretStr(server.url)))
        assert isinstance(caught.value.__cause__, MailboxUnreachableError)
        assert PASSWORD not in caplog.text

    @pytest.mark.parametrize("mischief", ["hang at greeting", "hang at search"])
    async def test_a_worker_that_is_to_stop_waits_for_no_server(
        self, server: ImapServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.mischief = mischief
        context = context_with(settings, bounce_imap_url=SecretStr(server.url))
        poll = asyncio.create_task(poll_bounce_mailbox(context))
        await server.reached.wait()
        context.stopping.set()
        await poll


def test_a_password_is_shown_nowhere() -> None:
    address = MailboxAddress.parse("imaps://bounces%40example.com:p%40ss@mail.example.com")
    assert (address.user, address.password, address.port, address.folder) == (
        "bounces@example.com",
        "p@ss",
        993,
        "INBOX",
    )
    assert "p@ss" not in repr(address)


async def _no_thread_is_left() -> bool:
    return not any(thread.name == "mailbox" for thread in threading.enumerate())
