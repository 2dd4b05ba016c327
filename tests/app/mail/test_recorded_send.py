"""The conversation of one email with a real server over real sockets, however it ends."""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Literal

import pytest
import uvloop
from pydantic import SecretStr

from app.mail import AttemptOutcome, Cause, ConversationSide, RecordedSend, Stage, send_recorded
from app.mail.recorded_smtp import describe_tls
from app.settings.addresses import SmtpServer
from devserver.ports import reserved_port
from tests.app.mail.talking import ANA
from tests.support.smtp_script import DROP, HANG, Act, Step, reply
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.tls_contexts import trusting_context

PASSWORD = "correct horse battery"
CLIENT, SERVER, NOTE = ConversationSide.CLIENT, ConversationSide.SERVER, ConversationSide.NOTE


async def record(
    port: int,
    *,
    host: str = "127.0.0.1",
    tls: Literal["none", "starttls", "implicit"] = "none",
    password: str | None = None,
    context: ssl.SSLContext | None = None,
    reply_seconds: float = 5,
    whole_seconds: float = 20,
) -> RecordedSend:
    there = SmtpServer(
        host=host,
        port=port,
        username="product" if password else None,
        password=SecretStr(password) if password else None,
        tls=tls,
    )
    return await send_recorded(there, ANA, reply_seconds=reply_seconds, whole_seconds=whole_seconds, context=context)


def said(recorded: RecordedSend, *sides: ConversationSide) -> list[str]:
    return [line.text for line in recorded.lines if line.side in (sides or (CLIENT, SERVER, NOTE))]


def in_order(lines: Sequence[str], *parts: str) -> bool:
    """Whether lines with these parts follow one another, others between them or not."""
    rest = iter(lines)
    return all(any(part in line for line in rest) for part in parts)


class TestAcceptedEmail:
    async def test_every_line_is_recorded_from_the_greeting_to_the_end(self, server: ScriptedSmtpServer) -> None:
        recorded = await record(server.port)

        assert recorded.result.outcome is AttemptOutcome.ACCEPTED
        assert server.taken
        text = said(recorded)
        assert text[0] == f"Connects to 127.0.0.1:{server.port}."
        assert text[1] == f"Connected to 127.0.0.1, port {server.port}, from 127.0.0.1."
        assert text[2:] == [
            "220 scripted.test ESMTP",
            "EHLO [127.0.0.1]",
            "250-scripted.test",
            "250-8BITMIME",
            "250-SIZE 10485760",
            "250-SMTPUTF8",
            "250 ENHANCEDSTATUSCODES",
            f"MAIL FROM:<us@product.example> SIZE={len(ANA.content)}",
            "250 as scripted",
            "RCPT TO:<ana@example.org>",
            "250 as scripted",
            "DATA",
            "354 go on",
            "Subject: Hello",
            "… and the rest of the message, whose body has 15 bytes.",
            ".",
            "250 2.0.0 taken",
            "QUIT",
            "221 as scripted",
        ]
        assert sorted(line.at_ms for line in recorded.lines) == [line.at_ms for line in recorded.lines]

    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    async def test_tls_is_noted_with_the_certificate(self, tls: Literal["starttls", "implicit"]) -> None:
        async with ScriptedSmtpServer(tls=tls, credentials=("product", PASSWORD)) as server:
            recorded = await record(server.port, tls=tls, password=PASSWORD, context=trusting_context())

        assert recorded.result.outcome is AttemptOutcome.ACCEPTED
        (tls_note,) = (line for line in said(recorded, NOTE) if "certificate of" in line)
        assert tls_note.startswith("TLS 1.3, ")
        assert "localhost" in tls_note
        assert "valid until" in tls_note
        assert in_order(said(recorded), "TLS 1.3", "EHLO", "AUTH PLAIN …", "235", "MAIL FROM", "250 2.0.0 taken", "221")

    async def test_starttls_and_its_reply_come_before_tls(self) -> None:
        async with ScriptedSmtpServer(tls="starttls") as server:
            recorded = await record(server.port, tls="starttls", context=trusting_context())

        assert in_order(said(recorded), "220 ", "EHLO", "250 STARTTLS", "STARTTLS", "220 go ahead", "TLS 1.3", "EHLO")

    async def test_reply_that_comes_byte_by_byte_is_whole(self) -> None:
        async with ScriptedSmtpServer(byte_delay=0) as server:
            recorded = await record(server.port)

        assert in_order(said(recorded, SERVER), "250-scripted.test", "354 go on", "250 2.0.0 taken", "221 as scripted")

    @pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
    def test_on_the_event_loop_of_web_processes(self, tls: Literal["none", "starttls", "implicit"]) -> None:
        async def converse() -> RecordedSend:
            async with ScriptedSmtpServer(tls=tls, credentials=("product", PASSWORD)) as server:
                return await record(server.port, tls=tls, password=PASSWORD, context=trusting_context())

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            recorded = runner.run(converse())
        assert recorded.result.outcome is AttemptOutcome.ACCEPTED
        assert in_order(said(recorded), "220 ", "EHLO", "AUTH PLAIN …", "235", "354 go on", "250 2.0.0 taken", "221")


STAGES: list[tuple[Step, Act, Stage, Cause, str]] = [
    ("banner", reply(554, "5.7.1 no mail", "from you"), Stage.CONNECT, Cause.SERVICE, "554-5.7.1 no mail"),
    ("banner", reply(421, "4.3.2 too busy"), Stage.CONNECT, Cause.CONNECTION, "421 4.3.2 too busy"),
    ("banner", Act(b"gibberish\r\n"), Stage.CONNECT, Cause.CONNECTION, "gibberish"),
    ("ehlo", reply(550, "who?"), Stage.EHLO, Cause.SERVICE, "550 who?"),
    ("mail", reply(550, "5.7.1 not this sender"), Stage.MAIL, Cause.SERVICE, "550 5.7.1 not this sender"),
    ("mail", reply(452, "4.3.1 disk full"), Stage.MAIL, Cause.EMAIL, "452 4.3.1 disk full"),
    ("rcpt", reply(550, "5.1.1 no such person"), Stage.RCPT, Cause.EMAIL, "550 5.1.1 no such person"),
    ("rcpt", reply(450, "4.2.0 greylisted"), Stage.RCPT, Cause.EMAIL, "450 4.2.0 greylisted"),
    ("rcpt", reply(554, "5.7.1 Relay access denied"), Stage.RCPT, Cause.SERVICE, "554 5.7.1 Relay access denied"),
    ("data", reply(451, "4.3.0 later"), Stage.DATA, Cause.EMAIL, "451 4.3.0 later"),
    ("dot", reply(550, "5.7.1 looks like spam"), Stage.CONTENT, Cause.EMAIL, "550 5.7.1 looks like spam"),
    ("dot", reply(421, "4.7.0 too many emails per second"), Stage.CONTENT, Cause.RATE, "421 4.7.0 too many"),
]


class TestRefusedEmail:
    @pytest.mark.parametrize(("step", "act", "stage", "cause", "line"), STAGES)
    async def test_the_refusal_is_recorded_with_its_stage_and_whom_it_is_about(
        self, server: ScriptedSmtpServer, step: Step, act: Act, stage: Stage, cause: Cause, line: str
    ) -> None:
        server.on(step, act)
        recorded = await record(server.port)

        assert (recorded.stage, recorded.result.cause) == (stage, cause)
        assert recorded.result.outcome is not AttemptOutcome.ACCEPTED
        assert any(line in text for text in said(recorded, SERVER))
        assert not server.taken

    @pytest.mark.parametrize("step", ["banner", "ehlo", "mail", "rcpt", "data", "dot"])
    async def test_a_dropped_connection_is_noted_in_the_result(self, server: ScriptedSmtpServer, step: Step) -> None:
        server.on(step, DROP)
        recorded = await record(server.port)

        outcome = AttemptOutcome.UNKNOWN if step == "dot" else AttemptOutcome.DEFERRED
        assert recorded.result.outcome is outcome
        assert "connection" in (recorded.result.reply or "")
        assert "QUIT" not in said(recorded)

    async def test_half_a_reply_before_a_drop_is_recorded(self, server: ScriptedSmtpServer) -> None:
        server.on("rcpt", Act(b"550 5.1.1 no su", then="drop"))
        recorded = await record(server.port)

        assert "550 5.1.1 no su" in said(recorded, SERVER)

    async def test_nobody_listens(self) -> None:
        with reserved_port() as port:
            recorded = await record(port)

        assert (recorded.stage, recorded.result.cause) == (Stage.CONNECT, Cause.CONNECTION)
        assert said(recorded) == [f"Connects to 127.0.0.1:{port}."]
        assert "No connection to 127.0.0.1" in (recorded.result.reply or "")

    async def test_name_that_has_no_address(self) -> None:
        recorded = await record(25, host="mail.invalid")

        assert recorded.result.cause is Cause.CONNECTION
        assert said(recorded, NOTE)[-1] == "No address was found for the name mail.invalid."

    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    async def test_certificate_that_nobody_vouches_for(self, tls: Literal["starttls", "implicit"]) -> None:
        async with ScriptedSmtpServer(tls=tls) as server:
            recorded = await record(server.port, tls=tls)

        assert recorded.result.cause is Cause.SERVICE
        assert "No secure connection: self" in (recorded.result.reply or "")
        assert not any("MAIL" in line for line in said(recorded))
        if tls == "starttls":
            assert in_order(said(recorded), "STARTTLS", "220 go ahead")

    async def test_starttls_that_is_not_offered_is_not_sent(self, server: ScriptedSmtpServer) -> None:
        recorded = await record(server.port, tls="starttls", password=PASSWORD, context=trusting_context())

        assert (recorded.stage, recorded.result.cause) == (Stage.STARTTLS, Cause.SERVICE)
        assert not any(line.startswith(("STARTTLS", "AUTH", "MAIL")) for line in said(recorded, CLIENT))

    async def test_starttls_that_is_refused(self) -> None:
        async with ScriptedSmtpServer(tls="starttls") as server:
            server.on("starttls", reply(454, "4.7.0 not now"))
            recorded = await record(server.port, tls="starttls", context=trusting_context())

        assert (recorded.stage, recorded.result.cause) == (Stage.STARTTLS, Cause.CONNECTION)
        assert in_order(said(recorded), "STARTTLS", "454 4.7.0 not now", "QUIT")

    async def test_wrong_password(self) -> None:
        async with ScriptedSmtpServer(credentials=("product", PASSWORD)) as server:
            recorded = await record(server.port, password="wrong")

        assert (recorded.stage, recorded.result.cause) == (Stage.AUTH, Cause.SERVICE)
        assert in_order(said(recorded), "AUTH PLAIN …", "535 5.7.8 no", "QUIT", "221")

    async def test_password_that_the_server_repeats_is_in_no_line(self) -> None:
        async with ScriptedSmtpServer(credentials=("product", PASSWORD)) as server:
            encoded = "AHByb2R1Y3QAY29ycmVjdCBob3JzZSBiYXR0ZXJ5"
            server.on("auth", reply(235, f"{PASSWORD} is right", f"in 'AUTH PLAIN {encoded}'"))
            server.on("rcpt", reply(550, f"5.1.1 no such person, {encoded} {PASSWORD}"))
            recorded = await record(server.port, password=PASSWORD)

            assert any(encoded in line for _, line in server.told)
        lines = "\n".join([*said(recorded), recorded.result.reply or ""])
        assert not any(secret in lines for secret in (PASSWORD, encoded, "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"))


class TestTimeouts:
    async def test_server_that_says_nothing_is_not_waited_for(self, server: ScriptedSmtpServer) -> None:
        server.on("rcpt", HANG)
        recorded = await record(server.port, reply_seconds=0.2)

        assert (recorded.stage, recorded.result.cause) == (Stage.RCPT, Cause.EMAIL)
        assert "timed out" in (recorded.result.reply or "")

    @pytest.mark.parametrize(("step", "outcome"), [("ehlo", AttemptOutcome.DEFERRED), ("dot", AttemptOutcome.UNKNOWN)])
    async def test_conversation_ends_in_time_as_a_whole(
        self, server: ScriptedSmtpServer, step: Step, outcome: AttemptOutcome
    ) -> None:
        server.on(step, HANG)
        recorded = await record(server.port, reply_seconds=60, whole_seconds=1)

        assert recorded.result.outcome is outcome
        assert "timed out" in (recorded.result.reply or "")


def test_certificate_without_names_is_its_subject() -> None:
    certificate = {
        "subject": ((("commonName", "mail.example"),),),
        "issuer": ((("organizationName", "Example Trust"),),),
        "notAfter": "May  1 12:00:00 2027 GMT",
    }
    text = describe_tls("TLSv1.2", ("ECDHE-X", "TLSv1.2", 256), certificate)
    assert text == "TLS 1.2, ECDHE-X, certificate of mail.example by Example Trust, valid until 1 May 2027."
    assert describe_tls(None, None, None) == "TLS."
