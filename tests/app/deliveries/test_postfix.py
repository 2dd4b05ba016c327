"""The email worker in conversation with a real Postfix: what it replies in its default configuration and in others."""

import asyncio
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from app.database.sql import rows
from app.mail import SmtpMailer
from app.organizations.actor import Actor
from app.settings.addresses import SmtpServer
from devserver.ports import HOST
from devserver.programs import StartError
from tests.support.delivery_queue import let_pause_pass
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker
from tests.support.postfix import Postfix
from tests.support.tcp import tcp_server
from tests.support.waiting import PATIENCE_SECONDS, until, wait_until

CONNECTIONS = 8
PEOPLE = [f"person@company{number}.example" for number in range(8)]
REFUSALS_AT_RCPT = {
    "sender": {"smtpd_recipient_restrictions": "check_sender_access static:REJECT"},
    "client": {"smtpd_recipient_restrictions": "check_client_access static:REJECT"},
    "HELO": {"smtpd_recipient_restrictions": "check_helo_access static:REJECT"},
    "relaying": {"virtual_mailbox_domains": "nobody.example", "relay_domains": ""},
    "relaying, for now": {
        "virtual_mailbox_domains": "nobody.example",
        "relay_domains": "",
        "smtpd_recipient_restrictions": "defer_unauth_destination",
    },
}


@pytest.fixture
async def worker(email_worker: EmailWorker, postfix: Postfix) -> AsyncIterator[EmailWorker]:
    """A worker with as many connections as in production, to Postfix."""
    address = SmtpServer(host="127.0.0.1", port=postfix.port, username=None, password=None, tls="none")
    email_worker.sender.mailer = mailer = SmtpMailer(address, CONNECTIONS, PATIENCE_SECONDS)
    yield email_worker
    await mailer.close()


async def status_of_each() -> dict[str, str]:
    found = await rows("SELECT i.email, d.status FROM deliveries d JOIN invitations i ON i.id = d.subject_id")
    return {each["email"]: each["status"] for each in found}


async def pauses() -> list[dict[str, object]]:
    """Also one that has passed meanwhile."""
    return await rows("SELECT reason FROM email_pauses")


async def replies() -> list[dict[str, object]]:
    return await rows("SELECT outcome, reply_code, reply FROM delivery_attempts")


async def statuses() -> Counter[str]:
    return Counter((await status_of_each()).values())


async def everybody_gets_it(worker: EmailWorker) -> bool:
    """Sends what waits. A kept connection meets the old configuration once more: Postfix reloads between two."""
    await let_pause_pass()
    await rows("UPDATE deliveries SET due_at = now() WHERE status = 'deferred'")
    await worker.deliver()
    return await statuses() == {"sent": len(PEOPLE)}


def is_refused(port: int) -> bool:
    try:
        socket.create_connection((HOST, port)).close()
    except ConnectionError:
        return True
    return False


async def test_another_server_at_its_port_is_not_taken_for_it(postfix: Postfix) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx.example ESMTP Postfix\r\n")

    async with tcp_server(greet, postfix.port):
        with pytest.raises(StartError, match="another server"):
            await asyncio.to_thread(postfix.configure, PEOPLE)


def test_its_stop_ends_although_it_hangs(postfix: Postfix) -> None:
    postfix.configure(PEOPLE)
    assert postfix.master is not None
    postfix.master.process.send_signal(signal.SIGSTOP)
    postfix.stop()
    wait_until(lambda: is_refused(postfix.port))


class TestPostfix:
    async def test_an_unknown_address_with_a_word_of_refusals_in_it_stops_nobody(
        self, worker: EmailWorker, postfix: Postfix, admin: Actor
    ) -> None:
        unknown = ["nobody@relay.firefox.example", "blocked-sender@firefox.example"]
        postfix.configure([*PEOPLE, "somebody@firefox.example", "somebody@relay.firefox.example"])
        for address in [*unknown, *PEOPLE]:
            await make_invitation(admin, address)
        await worker.deliver()
        assert await pauses() == [], await replies()
        assert await status_of_each() == dict.fromkeys(unknown, "failed") | dict.fromkeys(PEOPLE, "sent")

    @pytest.mark.parametrize("refusal", REFUSALS_AT_RCPT)
    async def test_a_refusal_of_the_service_at_rcpt_burns_nobody_and_ends_with_its_cause(
        self, worker: EmailWorker, postfix: Postfix, admin: Actor, refusal: str
    ) -> None:
        postfix.configure(PEOPLE, **REFUSALS_AT_RCPT[refusal])
        for address in PEOPLE:
            await make_invitation(admin, address)
        await worker.deliver()
        assert len(await pauses()) == 1, await replies()
        assert set(await statuses()) <= {"queued", "deferred"}
        postfix.configure(PEOPLE)
        await until(lambda: everybody_gets_it(worker))

    async def test_a_limit_of_connections_charges_no_email(
        self, worker: EmailWorker, postfix: Postfix, admin: Actor
    ) -> None:
        people = [f"person{number}@company.example" for number in range(40)]
        postfix.configure(people, smtpd_client_connection_count_limit="3")
        for address in people:
            await make_invitation(admin, address)
        while await worker.deliver():
            pass
        assert await statuses() == {"sent": len(people)}
        retried = await rows("SELECT 1 FROM deliveries WHERE retry_count > 0")
        assert retried == []

    async def test_a_limit_of_the_rate_charges_no_email(
        self, worker: EmailWorker, postfix: Postfix, admin: Actor
    ) -> None:
        postfix.configure(PEOPLE, smtpd_client_message_rate_limit="3", anvil_rate_time_unit="1s")
        for address in PEOPLE:
            await make_invitation(admin, address)
        await worker.deliver()
        assert set(await statuses()) == {"sent", "deferred"}
        await until(lambda: everybody_gets_it(worker))
        assert await rows("SELECT 1 FROM deliveries WHERE retry_count > 0") == []
