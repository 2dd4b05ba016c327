"""The development mailbox."""

from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import aiosmtplib
import pytest

from devserver.mailbox import Maildir, mail_server
from tests.support.tcp import tcp_connection

MESSAGE = "Subject: grüße\r\n\r\n.one dot\r\nend\r\n".encode()


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def delivered(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / "new").iterdir())]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mailbox"


class TestDelivery:
    async def test_it_keeps_the_envelope_above_the_message(self, folder: Path) -> None:
        async with (
            mail_server(folder) as url,
            aiosmtplib.SMTP(hostname="127.0.0.1", port=port_of(url)) as smtp,
        ):
            await smtp.sendmail("from@example.com", ["one@example.com", "two@example.com"], MESSAGE)
        (content,) = delivered(folder)
        message = message_from_bytes(content)
        assert message["Return-Path"] == "<from@example.com>"
        assert message.get_all("X-Envelope-To") == ["one@example.com", "two@example.com"]
        assert abs(datetime.now(UTC) - datetime.fromisoformat(message["X-Received-At"])).total_seconds() < 60
        assert content.endswith(MESSAGE.replace(b"\r\n", b"\n"))

    async def test_it_accepts_addresses_in_other_scripts(self, folder: Path) -> None:
        async with (
            mail_server(folder) as url,
            aiosmtplib.SMTP(hostname="127.0.0.1", port=port_of(url)) as smtp,
        ):
            options = ["SMTPUTF8", "BODY=8BITMIME"]
            await smtp.sendmail("from@example.com", ["jürgen@bücher.example"], MESSAGE, mail_options=options)
        (content,) = delivered(folder)
        assert "X-Envelope-To: jürgen@bücher.example\n".encode() in content

    @pytest.mark.parametrize(
        ("recipient", "code", "reply"),
        [
            ("Deferred@partner.example", 451, "4.7.1 Greylisted, try again in 10 minutes"),
            ("failed@partner.example", 550, "5.1.1 No such user here"),
            ("anybody@Retail.example", 452, "4.2.2 Mailbox full, quota exceeded"),
        ],
    )
    async def test_some_people_of_the_demo_do_not_get_emails(
        self, folder: Path, recipient: str, code: int, reply: str
    ) -> None:
        async with (
            mail_server(folder) as url,
            aiosmtplib.SMTP(hostname="127.0.0.1", port=port_of(url)) as smtp,
        ):
            refused, _ = await smtp.sendmail("from@example.com", [recipient, "two@example.com"], MESSAGE)
        assert refused == {recipient: (code, reply)}
        (content,) = delivered(folder)
        assert message_from_bytes(content).get_all("X-Envelope-To") == ["two@example.com"]

    async def test_it_accepts_pipelined_commands(self, folder: Path) -> None:
        async with mail_server(folder) as url, tcp_connection("127.0.0.1", port_of(url)) as (reader, writer):
            envelope = b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
            writer.write(b"EHLO here\r\n" + envelope)
            assert b"PIPELINING" in await reader.readuntil(b"354 End data with <CR><LF>.<CR><LF>\r\n")
            writer.write(MESSAGE + b".\r\n" + envelope)
            await reader.readuntil(b"354 End data with <CR><LF>.<CR><LF>\r\n")
            writer.write(MESSAGE + b".\r\nQUIT\r\n")
            await reader.read()
        assert len(delivered(folder)) == 2

    async def test_open_connections_do_not_delay_the_end(self, folder: Path) -> None:
        async with AsyncExitStack() as client:
            async with mail_server(folder) as url:
                reader, _ = await client.enter_async_context(tcp_connection("127.0.0.1", port_of(url)))
                await reader.readline()
            with suppress(ConnectionResetError):
                assert not await reader.read()


class TestMaildir:
    def test_no_message_replaces_another(self, folder: Path) -> None:
        for maildir in (Maildir(folder), Maildir(folder)):
            for _ in range(50):
                maildir.deliver("from@example.com", ["to@example.com"], MESSAGE)
        assert len(delivered(folder)) == 100
        assert not list((folder / "tmp").iterdir())
