"""The email worker at work on a scripted mail server, and what it put into people's mailboxes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy

import pytest

from app.deliveries.send_loop import EmailSender, send_due_emails
from app.email_kinds import EMAIL_KINDS
from app.mail import SmtpMailer
from app.settings import get_settings
from app.settings.addresses import SmtpServer
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import PATIENCE_SECONDS

CONNECTIONS = 2


class EmailWorker:
    """`server` says what the mail server does; `deliver` sends everything that is due."""

    def __init__(self, server: ScriptedSmtpServer, mailer: SmtpMailer) -> None:
        self.server = server
        self.sender = EmailSender("test worker", mailer, EMAIL_KINDS, get_settings(), asyncio.Event())

    async def deliver(self) -> int:
        """How many emails were attempted."""
        return await send_due_emails(self.sender)

    def newest_link(self, recipient: str) -> str:
        """The link in the newest email to this address, from its text part."""
        content = [each.content for each in self.server.taken if each.recipient == recipient][-1]
        text = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        assert text is not None
        (link,) = (line for line in text.get_content().splitlines() if "#v1." in line)
        return str(link)

    def newest_token(self, recipient: str) -> str:
        return self.newest_link(recipient).partition("#")[2]


@asynccontextmanager
async def open_email_worker() -> AsyncIterator[EmailWorker]:
    async with ScriptedSmtpServer() as server:
        address = SmtpServer(host="127.0.0.1", port=server.port, username=None, password=None, tls="none")
        mailer = SmtpMailer(address, CONNECTIONS, PATIENCE_SECONDS)
        yield EmailWorker(server, mailer)
        await mailer.close()


@pytest.fixture
async def email_worker(database: None) -> AsyncIterator[EmailWorker]:
    async with open_email_worker() as opened:
        yield opened
