"""How connections are kept, renewed and let go, over real sockets."""

import asyncio

import pytest

from app.mail.pool import EMAILS_PER_CONNECTION
from tests.app.mail.talking import (
    ACCEPTED,
    ANA,
    BEN,
    NOT_CONNECTED,
    SERVICE_REFUSED,
    UNKNOWN,
    mailer_to,
    outcome_of,
    send,
)
from tests.support.smtp_script import DROP, HANG, Act, Step, having_taken, reply
from tests.support.smtp_server import ScriptedSmtpServer


class TestPool:
    async def test_opens_as_many_connections_as_it_may(self, server: ScriptedSmtpServer) -> None:
        server.hold("dot")
        async with mailer_to(server, size=3) as mailer:
            sends = [asyncio.create_task(mailer.send(ANA)) for _ in range(9)]
            await server.reached("dot", 3)
            assert server.connection_count == 3
            server.release("dot")
            results = await asyncio.gather(*sends)

        assert {outcome_of(result) for result in results} == {ACCEPTED}
        assert (server.connection_count, len(server.taken)) == (3, 9)

    async def test_refused_beside_one_that_is_served_it_is_one_too_many(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server, size=2) as mailer:
            server.hold("dot")
            served = asyncio.create_task(mailer.send(ANA))
            await server.reached("dot")
            server.on("banner", reply(554, "5.3.2 no"))
            one_too_many = await mailer.send(BEN)
            server.release("dot")
            assert outcome_of(await served) == ACCEPTED

        assert outcome_of(one_too_many) == NOT_CONNECTED

    async def test_refused_alone_the_service_is_refused(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server, size=2) as mailer:
            await mailer.send(ANA)
            await server.close_idle()
            server.on("banner", reply(554, "5.3.2 no"))
            assert outcome_of(await mailer.send(BEN)) == SERVICE_REFUSED

    async def test_a_refusal_of_the_service_is_met_again_on_a_new_connection(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server) as mailer:
            await mailer.send(ANA)
            server.on("rcpt", reply(554, "5.7.1 <us@product.example>: Sender address rejected: Access denied"), times=1)
            assert outcome_of(await mailer.send(BEN)) == SERVICE_REFUSED
            assert outcome_of(await mailer.send(BEN)) == ACCEPTED
        assert server.connection_count == 2

    @pytest.mark.parametrize("act", [DROP, reply(421, "4.4.2 idle for too long")])
    async def test_opens_a_connection_again_that_the_server_closed(self, server: ScriptedSmtpServer, act: Act) -> None:
        async with mailer_to(server) as mailer:
            await mailer.send(ANA)
            server.on("mail", act, times=1)
            result = await mailer.send(BEN)

        assert outcome_of(result) == ACCEPTED
        assert server.connection_count == 2
        assert server.copies == {ANA.recipient: 1, BEN.recipient: 1}

    async def test_opens_it_again_once_alone(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server) as mailer:
            await mailer.send(ANA)
            server.on("mail", DROP)
            result = await mailer.send(BEN)

        assert outcome_of(result) == NOT_CONNECTED
        assert server.connection_count == 2

    async def test_notices_a_connection_closed_while_idle(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server) as mailer:
            await mailer.send(ANA)
            await server.close_idle()
            assert outcome_of(await mailer.send(BEN)) == ACCEPTED

    async def test_never_sends_again_what_was_begun(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server) as mailer:
            await mailer.send(ANA)
            server.on("dot", having_taken(DROP), times=1)
            result = await mailer.send(BEN)

        assert outcome_of(result) == UNKNOWN
        assert server.copies == {ANA.recipient: 1, BEN.recipient: 1}

    async def test_closes_what_has_been_idle(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server, idle=0.01) as mailer:
            await mailer.send(ANA)
            await server.until(lambda: (1, "QUIT") in server.told)
            await mailer.send(BEN)

        assert [taken.connection for taken in server.taken] == [1, 2]

    async def test_replaces_a_connection_that_has_served_long(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server) as mailer:
            for _ in range(EMAILS_PER_CONNECTION + 1):
                await mailer.send(ANA)

        assert server.connection_count == 2
        assert server.told.count((1, "QUIT")) == 1

    @pytest.mark.parametrize("step", ["banner", "mail", "rcpt", "data", "dot"])
    async def test_cancelled_send_takes_its_connection_with_it(self, server: ScriptedSmtpServer, step: Step) -> None:
        async with mailer_to(server) as mailer:
            server.hold(step)
            sending = asyncio.create_task(mailer.send(ANA))
            await server.reached(step)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            server.release(step)
            result = await mailer.send(BEN)

        assert outcome_of(result) == ACCEPTED
        assert [taken.connection for taken in server.taken if taken.recipient == BEN.recipient] == [2]

    async def test_sends_nothing_once_closed(self, server: ScriptedSmtpServer) -> None:
        async with mailer_to(server) as mailer:
            await mailer.close()
            with pytest.raises(RuntimeError, match="closed"):
                await mailer.send(ANA)

    async def test_is_not_held_up_by_a_server_that_ignores_quit(self, server: ScriptedSmtpServer) -> None:
        server.on("quit", HANG)
        assert outcome_of(await send(server, patience=0.2)) == ACCEPTED
