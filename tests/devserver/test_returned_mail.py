"""Recipients of the development mailbox who play what comes after a mail server has accepted an email."""

import email
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiosmtplib
import pytest

from app.mail_events.event import Source
from app.settings import Settings
from devserver.mailbox import mail_server
from devserver.return_queue import return_queue
from devserver.returned_mail import what_comes_back
from devserver.temporary_folder import TemporaryFolder
from tests.support.bounces_worker import context_with, taking_bounces
from tests.support.taken_messages import TakenMessages
from tests.support.waiting import until

SENDER = "bounces+token@returns.example"
MESSAGE = b"Message-ID: <1@example.com>\r\nSubject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\n\r\nhello\r\n"


class TestWhatComesBack:
    @pytest.mark.parametrize(("name", "status"), [("bounce", "5.1.1"), ("Full", "5.2.2")])
    def test_a_notification_names_status_recipient_and_message(self, name: str, status: str) -> None:
        returned = what_comes_back(SENDER, f"{name}@any.example", MESSAGE)
        assert returned is not None
        message = email.message_from_bytes(returned)
        assert (message.get_content_type(), message.get_param("report-type")) == ("multipart/report", "delivery-status")
        parts = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
        assert parts == ["text/plain", "text/plain", "text/plain", "text/rfc822-headers"]
        of_recipient = next(part for part in message.walk() if part["Final-Recipient"])
        assert of_recipient["Final-Recipient"] == f"rfc822; {name}@any.example"
        assert (of_recipient["Action"], of_recipient["Status"]) == ("failed", status)
        assert b"Message-ID: <1@example.com>\r\n" in returned

    def test_a_complaint_names_the_kind_and_the_message(self) -> None:
        returned = what_comes_back(SENDER, "complain@any.example", MESSAGE)
        assert returned is not None
        message = email.message_from_bytes(returned)
        assert message.get_param("report-type") == "feedback-report"
        text = returned.decode()
        assert "Feedback-Type: abuse\r\n" in text
        assert f"Original-Mail-From: <{SENDER}>\r\n" in text
        assert "Message-ID: <1@example.com>\r\n" in text

    @pytest.mark.parametrize("sender", ["", "<>"])
    def test_what_has_come_back_comes_back_no_more(self, sender: str) -> None:
        assert what_comes_back(sender, "bounce@any.example", MESSAGE) is None

    def test_from_others_nothing_does(self) -> None:
        assert what_comes_back(SENDER, "bouncer@any.example", MESSAGE) is None


class TestMailServer:
    @pytest.fixture
    async def folder(self) -> AsyncIterator[Path]:
        with TemporaryFolder("senturo-returns-") as folder:
            yield folder.path

    @pytest.mark.parametrize(("name", "code"), [("defer", 451), ("reject", 550)])
    async def test_some_are_refused_at_once(self, folder: Path, name: str, code: int) -> None:
        async with mail_server(folder / "mailbox") as url:
            with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
                await _send(url, f"{name}@any.example")
        assert [each.code for each in caught.value.recipients] == [code]

    async def test_what_comes_back_reaches_a_worker_that_starts_later(
        self, folder: Path, settings: Settings, taken_messages: TakenMessages
    ) -> None:
        listen = f"unix:{folder}/bounces"
        context = context_with(settings, bounce_lmtp_listen=listen, bounce_address="bounces@returns.example")
        async with return_queue(listen) as returns, mail_server(folder / "mailbox", returns) as url:
            await _send(url, "bounce@any.example", "ada@any.example")
            await _send(url, "complain@any.example")
            async with taking_bounces(context):
                await until(_has(taken_messages, 2))
        assert {(source, *recipients) for source, _, recipients in taken_messages.taken} == {(Source.LMTP, SENDER)}
        delivered = sorted(path.read_text() for path in (folder / "mailbox" / "new").iterdir())
        assert len(delivered) == 2
        assert not any("X-Envelope-To: bounce@" in text or "multipart/report" in text for text in delivered)


def _has(messages: TakenMessages, count: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return len(messages.taken) == count

    return look


async def _send(url: str, *recipients: str) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=int(url.rpartition(":")[2])) as smtp:
        await smtp.sendmail(SENDER, list(recipients), MESSAGE)
