"""TLS and authentication, over real sockets."""

from typing import Literal

import pytest

from app.mail import AttemptResult
from tests.app.mail.talking import ACCEPTED, ANA, NOT_CONNECTED, SERVICE_REFUSED, mailer_to, outcome_of, send
from tests.support.smtp_script import reply
from tests.support.smtp_server import ScriptedSmtpServer

PASSWORD = "correct horse battery"


class TestTls:
    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    async def test_carries_the_email(self, tls: Literal["starttls", "implicit"]) -> None:
        async with ScriptedSmtpServer(tls=tls) as server:
            assert outcome_of(await send(server)) == ACCEPTED
            assert server.taken

    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    async def test_wants_a_certificate_it_can_trust(self, tls: Literal["starttls", "implicit"]) -> None:
        async with (
            ScriptedSmtpServer(tls=tls) as server,
            mailer_to(server, trusting=False) as mailer,
        ):
            result = await mailer.send(ANA)

            assert outcome_of(result) == SERVICE_REFUSED
            assert "No secure connection: self" in (result.reply or "")
            assert not any("MAIL" in line for _, line in server.told)

    async def test_never_falls_back_when_starttls_is_stripped(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server, tls="starttls", password=PASSWORD) as mailer:
            result = await mailer.send(ANA)

        assert outcome_of(result) == SERVICE_REFUSED
        assert "STARTTLS" in (result.reply or "")
        assert not any(line.startswith(("AUTH", "MAIL")) for _, line in server.told)

    async def test_waits_where_starttls_is_out_of_order_for_now(self) -> None:
        async with ScriptedSmtpServer(tls="starttls") as server:
            server.on("starttls", reply(454, "4.7.0 not now"))
            assert outcome_of(await send(server)) == NOT_CONNECTED

    async def test_is_refused_where_the_server_has_no_tls(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server, tls="implicit") as mailer:
            assert outcome_of(await mailer.send(ANA)) == SERVICE_REFUSED


class TestAuthentication:
    async def test_happens_before_the_first_email(self) -> None:
        async with (
            ScriptedSmtpServer(tls="starttls", credentials=("product", PASSWORD)) as server,
            mailer_to(server, password=PASSWORD) as mailer,
        ):
            assert outcome_of(await mailer.send(ANA)) == ACCEPTED

    async def test_with_a_wrong_password_refuses_the_service_before_any_recipient(self) -> None:
        async with ScriptedSmtpServer(tls="starttls", credentials=("product", PASSWORD)) as server:
            async with mailer_to(server, password="wrong") as mailer:
                result = await mailer.send(ANA)

            assert result == AttemptResult.service_refused("5.7.8 no", 535, "sign-in")
            assert not any("RCPT" in line for _, line in server.told)

    async def test_that_is_missing_refuses_the_service(self) -> None:
        async with ScriptedSmtpServer(credentials=("product", PASSWORD)) as server:
            assert outcome_of(await send(server)) == SERVICE_REFUSED

    async def test_that_the_server_does_not_offer_refuses_the_service(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server, password=PASSWORD) as mailer:
            assert outcome_of(await mailer.send(ANA)) == SERVICE_REFUSED

    async def test_may_fail_for_now(self) -> None:
        async with ScriptedSmtpServer(credentials=("product", PASSWORD)) as server:
            server.on("auth", reply(454, "4.7.0 Temporary authentication failure"))
            async with mailer_to(server, password=PASSWORD) as mailer:
                assert outcome_of(await mailer.send(ANA)) == NOT_CONNECTED

    async def test_never_leaves_the_password_in_the_reply(self) -> None:
        async with ScriptedSmtpServer(credentials=("product", PASSWORD)) as server:
            encoded = "AHByb2R1Y3QAY29ycmVjdCBob3JzZSBiYXR0ZXJ5"
            server.on("auth", reply(535, f"5.7.8 {PASSWORD}", f"in 'AUTH PLAIN {encoded}'"))
            async with mailer_to(server, password=PASSWORD) as mailer:
                result = await mailer.send(ANA)

            assert any(encoded in line for _, line in server.told)
            assert result.reply == "5.7.8 … in 'AUTH PLAIN …'"
