"""Sending a test email: what it says, what is recorded of it, and what its conversation is read as."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal
from uuid import uuid4

import pytest

from app.database.sql import rows
from app.deliveries.pauses import pause_sending
from app.deliveries.queries import find_pause
from app.errors import InvalidEmail, NotPermitted, RateLimited, Refusal, Required
from app.mail import ConversationSide
from app.operations.test_email import SentTestEmail, send_test_email
from app.users.operators import Operator
from tests.support.changed_rate_limits import Limit
from tests.support.mail_settings import UseMailServer
from tests.support.smtp_script import DROP, Act, Step, reply
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import until

TO = "Ana.Silva@Partner.example"
OPERATOR = Operator(uuid4(), "Grace http://evil.example Hopper", may_act=True, sees_addresses=False)


@pytest.fixture
async def server(use_mail_server: UseMailServer, database: None) -> AsyncIterator[ScriptedSmtpServer]:
    async with ScriptedSmtpServer() as server:
        use_mail_server(server)
        yield server


def notes(sent: SentTestEmail) -> list[str]:
    return [line.text for line in sent.conversation if line.side is ConversationSide.NOTE]


async def has_begun() -> bool:
    return bool(await acts())


async def acts() -> list[dict[str, object]]:
    return await rows("SELECT * FROM operator_acts")


class TestAccepted:
    async def test_email_says_what_it_is_and_who_asked(self, server: ScriptedSmtpServer) -> None:
        sent = await send_test_email(OPERATOR, f" {TO} ")

        assert sent.is_accepted
        (taken,) = server.taken
        content = taken.content.decode()
        assert taken.recipient == TO
        assert "Subject: Test email of Senturo\r\n" in content
        assert "Auto-Submitted: auto-generated\r\n" in content
        assert "Grace" in content
        assert "Hopper" in content
        assert "evil.example" not in content  # a name is no link
        assert notes(sent)[-1].startswith("The mail server accepted the email.")

    async def test_act_knows_the_domain_and_not_the_address(self, server: ScriptedSmtpServer) -> None:
        sent = await send_test_email(OPERATOR, TO)

        (act,) = await acts()
        assert (act["kind"], act["status"], act["changed_count"]) == ("send_test_email", "done", 1)
        assert act["actor_user_id"] == OPERATOR.user_id
        assert act["input"] == '{"recipient_domain": "partner.example"}'
        assert "ilva" not in str(act)
        assert (sent.act.id, sent.act.stop_reason) == (act["id"], None)
        assert server.copies == {TO: 1}

    async def test_it_is_sent_while_sending_is_paused(self, server: ScriptedSmtpServer) -> None:
        await pause_sending("550 no")
        assert (await send_test_email(OPERATOR, TO)).is_accepted
        assert server.copies == {TO: 1}
        assert await find_pause()


class TestNotAccepted:
    @pytest.mark.parametrize(
        ("step", "act", "stage", "reading"),
        [
            ("banner", reply(554, "5.7.1 go away"), "the connection", "refuses this service"),
            (
                "mail",
                reply(550, "5.7.1 Sender address rejected"),
                "MAIL FROM",
                "refuses this service (sender), and so every",
            ),
            ("rcpt", reply(554, "5.7.1 Relay access denied"), "RCPT TO", "(relay), not the recipient"),
            ("rcpt", reply(550, "5.1.1 no such person"), "RCPT TO", "a delivery would have failed"),
            ("rcpt", reply(450, "4.2.0 greylisted"), "RCPT TO", "a delivery would be tried again"),
            ("ehlo", DROP, "EHLO", "takes no conversation"),
            ("dot", reply(451, "4.7.0 too many messages per hour"), "the message", "too many emails"),
            ("dot", DROP, "the message", "may have it or not"),
        ],
    )
    async def test_notes_say_where_it_failed_and_whom_it_is_about(
        self, server: ScriptedSmtpServer, step: Step, act: Act, stage: str, reading: str
    ) -> None:
        server.on(step, act)
        sent = await send_test_email(OPERATOR, TO)

        assert not sent.is_accepted
        text = notes(sent)
        assert any(line.startswith(f"Not accepted, at {stage}: ") for line in text)
        assert any(reading in line for line in text)

    async def test_nor_with_the_part_of_it_before_the_at_sign(self, server: ScriptedSmtpServer) -> None:
        server.on("rcpt", reply(550, "5.1.1 No mailbox ana.silva here, nor for anybody"))
        await send_test_email(OPERATOR, TO)
        (act,) = await acts()
        assert act["stop_reason"] == "Not accepted, at RCPT TO: 550 5.1.1 No mailbox … here, nor for anybody"

    async def test_act_that_was_cut_short_is_not_done(self, server: ScriptedSmtpServer) -> None:
        server.hold("rcpt")
        sending = asyncio.create_task(send_test_email(OPERATOR, TO))
        await until(has_begun)
        sending.cancel()
        await asyncio.wait([sending])
        (act,) = await acts()
        assert (act["status"], act["changed_count"]) == ("failed", 0)

    async def test_act_says_why_without_the_address(self, server: ScriptedSmtpServer) -> None:
        server.on("rcpt", reply(550, f"5.1.1 <{TO}>: no such person as {TO.partition('@')[0]}"))
        sent = await send_test_email(OPERATOR, TO)

        (act,) = await acts()
        assert (act["status"], act["changed_count"]) == ("failed", 0)
        assert (
            act["stop_reason"] == "Not accepted, at RCPT TO: 550 5.1.1 … : no such person as …" == sent.act.stop_reason
        )
        assert "ilva" not in str(act)

    async def test_wrong_password_is_a_refusal_of_the_service(
        self, use_mail_server: UseMailServer, database: None
    ) -> None:
        async with ScriptedSmtpServer(credentials=("product", "right")) as server:
            use_mail_server(server, credentials="product:wrong%20one@")
            sent = await send_test_email(OPERATOR, TO)

        assert any("refuses this service (sign-in), and so every email" in line for line in notes(sent))
        assert "Look at SMTP_URL, MAIL_FROM and EHLO_NAME" in notes(sent)[-1]

    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    async def test_certificate_of_a_stranger(
        self, use_mail_server: UseMailServer, database: None, tls: Literal["starttls", "implicit"]
    ) -> None:
        async with ScriptedSmtpServer(tls=tls) as server:
            use_mail_server(server, tls=tls)
            sent = await send_test_email(OPERATOR, TO)

        assert any("No secure connection: self" in line for line in notes(sent))


class TestRefused:
    async def test_an_operator_who_may_only_look(self, server: ScriptedSmtpServer) -> None:
        with pytest.raises(NotPermitted):
            await send_test_email(Operator(uuid4(), "Ada", may_act=False, sees_addresses=True), TO)
        assert not server.connection_count
        assert not await acts()

    @pytest.mark.parametrize(
        ("to", "refusal"), [("", Required), ("nobody", InvalidEmail), ("a@b\r\nDATA", InvalidEmail)]
    )
    async def test_what_is_no_address(self, server: ScriptedSmtpServer, to: str, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal) as raised:
            await send_test_email(OPERATOR, to)
        assert raised.value.path == ("to",)
        assert not server.connection_count
        assert not await acts()

    async def test_more_than_the_limit_of_one_operator(self, server: ScriptedSmtpServer, limit: Limit) -> None:
        limit(test_emails_per_operator="2/1h")
        other = Operator(uuid4(), "Linus", may_act=True, sees_addresses=False)
        for operator in (OPERATOR, OPERATOR, other):
            assert (await send_test_email(operator, TO)).is_accepted
        with pytest.raises(RateLimited):
            await send_test_email(OPERATOR, TO)
        assert len(server.taken) == 3
        assert len(await acts()) == 3
