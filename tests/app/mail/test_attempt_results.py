"""The result of sending an email, by what the server does, over real sockets."""

import asyncio
import socket
import sys
from contextlib import ExitStack

import pytest

from app.mail import AttemptOutcome, AttemptResult, Cause, Email, SmtpMailer
from app.settings.addresses import SmtpServer
from tests.app.mail.talking import (
    ACCEPTED,
    ANA,
    BEN,
    CONTENT,
    DEFERRED,
    NOT_CONNECTED,
    REJECTED,
    SERVICE_REFUSED,
    TOO_FAST,
    UNKNOWN,
    mailer_to,
    outcome_of,
    send,
)
from tests.support.smtp_script import DROP, HANG, Act, Step, having_taken, reply
from tests.support.smtp_server import ScriptedSmtpServer


class TestAcceptedEmail:
    async def test_arrives_as_it_was_given(self, server: ScriptedSmtpServer) -> None:
        result = await send(server)

        assert result == AttemptResult(AttemptOutcome.ACCEPTED, 250, "2.0.0 taken")
        [taken] = server.taken
        assert (taken.sender, taken.recipient, taken.content) == (ANA.sender, ANA.recipient, CONTENT)

    async def test_connection_serves_the_next_one_too(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server) as mailer:
            await mailer.send(ANA)
            await mailer.send(BEN)

        assert server.connection_count == 1
        assert server.copies == {ANA.recipient: 1, BEN.recipient: 1}

    async def test_mail_names_the_size_and_quit_ends_the_connection(self, server: ScriptedSmtpServer) -> None:
        await send(server)

        assert (1, f"MAIL FROM:<us@product.example> SIZE={len(CONTENT)}") in server.told
        assert (1, "EHLO [127.0.0.1]") in server.told
        assert server.told[-1] == (1, "QUIT")

    async def test_reply_in_many_lines_and_pieces_is_one_text(self) -> None:
        async with ScriptedSmtpServer(byte_delay=0) as server:
            server.on("dot", reply(250, "2.0.0 taken", "as \t7", "\x1b[2Jthank you"))
            result = await send(server)

        assert result == AttemptResult(AttemptOutcome.ACCEPTED, 250, "2.0.0 taken as 7 [2Jthank you")

    async def test_long_reply_is_cut(self, server: ScriptedSmtpServer) -> None:
        server.on("dot", reply(250, *["so many words" for _ in range(200)]))
        result = await send(server)

        assert outcome_of(result) == ACCEPTED
        assert len(result.reply or "") == 500


class TestRefusedEmail:
    @pytest.mark.parametrize(
        ("step", "code", "text", "outcome"),
        [
            ("banner", 421, "4.3.2 too busy", NOT_CONNECTED),
            ("banner", 450, "later", NOT_CONNECTED),
            ("banner", 554, "no mail from you", SERVICE_REFUSED),
            ("ehlo", 421, "4.3.2 closing", NOT_CONNECTED),
            ("ehlo", 550, "who?", SERVICE_REFUSED),
            ("mail", 421, "4.3.2 closing", NOT_CONNECTED),
            ("mail", 451, "4.3.0 later", DEFERRED),
            ("mail", 452, "4.3.1 disk full", DEFERRED),
            ("mail", 530, "5.7.0 Authentication required", SERVICE_REFUSED),
            ("mail", 550, "5.7.1 not this sender", SERVICE_REFUSED),
            ("mail", 552, "5.3.4 too big", REJECTED),
            ("mail", 553, "5.6.7 no such letters here", REJECTED),
            ("rcpt", 421, "4.3.2 closing", DEFERRED),
            ("rcpt", 450, "4.2.0 greylisted", DEFERRED),
            ("rcpt", 452, "4.2.2 mailbox full", DEFERRED),
            ("rcpt", 550, "5.1.1 no such person", REJECTED),
            ("rcpt", 550, "5.4.5 Daily user sending limit exceeded", TOO_FAST),
            ("rcpt", 550, "5.7.1 Unable to relay", SERVICE_REFUSED),
            ("rcpt", 552, "5.2.2 mailbox full", DEFERRED),
            ("rcpt", 552, "5.3.4 too big", REJECTED),
            ("rcpt", 554, "5.7.1 <x>: Relay access denied", SERVICE_REFUSED),
            ("rcpt", 503, "sign in first", SERVICE_REFUSED),
            ("rcpt", 535, "5.7.8 who are you?", SERVICE_REFUSED),
            ("data", 250, "what?", DEFERRED),
            ("data", 451, "4.3.0 later", DEFERRED),
            ("data", 554, "5.5.1 no", REJECTED),
            ("dot", 421, "4.3.2 closing", DEFERRED),
            ("dot", 451, "4.7.1 later", DEFERRED),
            ("dot", 550, "5.7.1 looks like spam", REJECTED),
            ("dot", 550, "5.7.60 may not send as this sender", SERVICE_REFUSED),
            ("dot", 550, "5.7.26 unauthenticated sender", SERVICE_REFUSED),
            ("dot", 552, "5.3.4 too big", REJECTED),
            ("dot", 354, "more?", UNKNOWN),
        ],
    )
    async def test_is_classified_by_stage_and_reply(
        self, server: ScriptedSmtpServer, step: Step, code: int, text: str, outcome: tuple[AttemptOutcome, Cause]
    ) -> None:
        server.on(step, reply(code, text))
        result = await send(server)

        assert outcome_of(result) == outcome
        assert (result.reply_code, result.reply) == (code, text)
        assert not server.taken

    async def test_is_deferred_by_a_line_that_is_no_reply(self, server: ScriptedSmtpServer) -> None:
        server.on("rcpt", Act(b"gibberish\r\n"))
        result = await send(server)

        assert (outcome_of(result), result.reply_code) == (DEFERRED, None)

    async def test_recipient_refused_leaves_the_connection_to_the_next(self, server: ScriptedSmtpServer) -> None:
        server.on("rcpt", reply(550, "5.1.1 no such person"), recipient=ANA.recipient)
        async with mailer_to(server) as mailer:
            refused, accepted = await mailer.send(ANA), await mailer.send(BEN)

        assert (outcome_of(refused), outcome_of(accepted)) == (REJECTED, ACCEPTED)
        assert (1, "RSET") in server.told
        assert server.connection_count == 1

    @pytest.mark.parametrize("act", [reply(451), DROP])
    async def test_connection_that_cannot_be_reset_is_not_used_again(
        self, server: ScriptedSmtpServer, act: Act
    ) -> None:
        server.on("rcpt", reply(550), recipient=ANA.recipient)
        server.on("rset", act)
        async with mailer_to(server) as mailer:
            refused, accepted = await mailer.send(ANA), await mailer.send(BEN)

        assert (outcome_of(refused), outcome_of(accepted)) == (REJECTED, ACCEPTED)
        assert [taken.connection for taken in server.taken] == [2]

    async def test_later_try_is_accepted(self, server: ScriptedSmtpServer) -> None:
        server.on("dot", reply(451, "4.7.1 later"), times=1)
        async with mailer_to(server) as mailer:
            outcomes = [outcome_of(await mailer.send(ANA)) for _ in range(2)]

        assert outcomes == [DEFERRED, ACCEPTED]
        assert server.copies == {ANA.recipient: 1}


class TestNoReply:
    @pytest.mark.parametrize("act", [HANG, DROP])
    @pytest.mark.parametrize("step", ["banner", "ehlo", "mail", "rcpt", "data"])
    async def test_is_deferred_before_its_message_began(self, server: ScriptedSmtpServer, step: Step, act: Act) -> None:
        server.on(step, act)
        result = await send(server, patience=0.2)

        expected = DEFERRED if step in {"rcpt", "data"} else NOT_CONNECTED
        assert (outcome_of(result), result.reply_code) == (expected, None)
        assert f":{server.port}" in (result.reply or "")

    @pytest.mark.parametrize("act", [HANG, DROP])
    @pytest.mark.parametrize("step", ["body", "dot"])
    async def test_is_unknown_once_its_message_began(self, server: ScriptedSmtpServer, step: Step, act: Act) -> None:
        server.on(step, act)
        result = await send(server, patience=0.2)

        assert (outcome_of(result), result.reply_code) == (UNKNOWN, None)
        assert not server.taken

    @pytest.mark.parametrize("act", [HANG, DROP, Act(b"so be it\r\n"), Act(b"250-" + b"x" * 99_999)])
    async def test_is_unknown_though_the_server_accepted_it(self, server: ScriptedSmtpServer, act: Act) -> None:
        server.on("dot", having_taken(act))
        result = await send(server, patience=0.2)

        assert (outcome_of(result), result.reply_code) == (UNKNOWN, None)
        assert server.copies == {ANA.recipient: 1}

    async def test_is_deferred_where_nobody_listens(self, server: ScriptedSmtpServer) -> None:
        await server.refuse()
        result = await send(server)

        assert (outcome_of(result), result.reply_code) == (NOT_CONNECTED, None)
        assert (result.reply or "").startswith(f"No connection to 127.0.0.1:{server.port}: ")

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses")
    async def test_is_deferred_where_connecting_never_ends(self) -> None:
        """A listener whose queue is full drops what comes, as a firewall does."""
        with ExitStack() as sockets:
            full = sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
            port = full.getsockname()[1]
            for _ in range(2):
                waiting = sockets.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(full.getsockname())
            there = SmtpServer(host="127.0.0.1", port=port, username=None, password=None, tls="none")
            result = await SmtpMailer(there, 1, 0.2).send(ANA)

        assert result == AttemptResult.not_connected(f"No answer from 127.0.0.1:{port} to the connection: timed out")

    @pytest.mark.parametrize(("step", "outcome"), [("banner", NOT_CONNECTED), ("dot", UNKNOWN)])
    async def test_reply_a_byte_at_a_time_is_awaited_no_longer_than_none(
        self, server: ScriptedSmtpServer, step: Step, outcome: tuple[AttemptOutcome, Cause]
    ) -> None:
        server.hold(step)
        async with mailer_to(server, patience=0.3) as mailer:
            sending = asyncio.create_task(mailer.send(ANA))
            await server.reached(step)
            server.byte_delay = 0.05
            server.release(step)
            result = await sending

        assert (outcome_of(result), result.reply_code) == (outcome, None)

    async def test_is_deferred_where_the_server_has_no_address(self) -> None:
        nowhere = SmtpServer(host="mail.invalid", port=25, username=None, password=None, tls="none")
        result = await SmtpMailer(nowhere, 1, 5).send(ANA)

        assert (outcome_of(result), result.reply_code) == (NOT_CONNECTED, None)


class TestInternationalAddress:
    email = Email("us@product.example", "пример@example.org", CONTENT)

    async def test_is_sent_where_the_server_knows_smtputf8(self, server: ScriptedSmtpServer) -> None:
        assert outcome_of(await send(server, self.email)) == ACCEPTED
        assert server.copies == {self.email.recipient: 1}
        assert any(line.endswith(" BODY=8BITMIME SMTPUTF8") for _, line in server.told)

    async def test_is_rejected_where_it_does_not(self) -> None:
        async with ScriptedSmtpServer(extensions=("8BITMIME",)) as server, mailer_to(server) as mailer:
            rejected, accepted = await mailer.send(self.email), await mailer.send(ANA)

            assert outcome_of(rejected) == REJECTED
            assert "SMTPUTF8" in (rejected.reply or "")
            assert outcome_of(accepted) == ACCEPTED
            assert server.connection_count == 1

    @pytest.mark.parametrize("address", ["", "a b@x.org", "a@x.org> SIZE=1", "a@x.org\r\nRSET", "a\0@x.org"])
    def test_nothing_that_breaks_a_command_is_an_address(self, address: str) -> None:
        with pytest.raises(ValueError, match="an address has no @"):
            Email("us@product.example", address, CONTENT)
