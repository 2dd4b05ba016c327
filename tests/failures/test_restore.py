"""A backup is restored, and the product goes on from there: the commands of docs/backup.md, with real processes."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from devserver.postgres import Postgres
from devserver.temporary_folder import TemporaryFolder
from tests.failures.conftest import Servers
from tests.support.graphql_client import Api, codes
from tests.support.people import ADA_BEARER, ADA_EMAIL
from tests.support.postgres_tools import run_tool
from tests.support.product_processes import web_process, worker_process
from tests.support.servers import RunningProgram
from tests.support.smtp_server import ScriptedSmtpServer, Taken
from tests.support.waiting import PATIENCE_SECONDS, until

ACCEPT = "mutation ($input: AcceptInput!) { accept(input: $input) { sessionToken errors { code } } }"
INVITE = "mutation ($input: InviteInput!) { invite(input: $input) { errors { code } } }"
STATES = """
{ invitedUsers(first: 50) { edges { node { email delivery { status } } } } }
"""
COUNTED = """
SELECT state, sum(count)::int FROM (
    SELECT queue, state, count FROM queue_counts UNION ALL SELECT queue, state, delta FROM queue_count_changes
) counted WHERE queue = 'email' GROUP BY state HAVING sum(count) <> 0 ORDER BY state
"""
COUNTS = "SELECT status, count(*)::int FROM deliveries GROUP BY status ORDER BY status"
# Emails one after another, so that one can wait behind another; a lease that ends soon.
WORKER = {"EMAIL_CONCURRENCY": "1", "EMAIL_LEASE_SECONDS": "2", "EMAIL_POLL_SECONDS": "0.1"}

Restore = Callable[[], AbstractContextManager[str]]


@contextmanager
def dumped(servers: Servers) -> Iterator[Restore]:
    """By pg_dump, into another database of the same server."""
    with TemporaryFolder("senturo-backup-") as backup:
        run_tool("pg_dump", "--format=custom", f"--file={backup.path}/dump", servers.environment["DATABASE_URL"])

        @contextmanager
        def restore() -> Iterator[str]:
            url = servers.environment["DATABASE_URL"]
            restored = url.replace("/senturo?", "/restored?")
            run_tool("psql", "--quiet", "--command=CREATE DATABASE restored TEMPLATE template0", url)
            run_tool(
                "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={restored}", f"{backup.path}/dump",
            )  # fmt: skip
            yield restored

        yield restore


@contextmanager
def copied(servers: Servers) -> Iterator[Restore]:
    """By pg_basebackup, into a server of its own."""
    with TemporaryFolder("senturo-backup-") as backup:
        url = servers.environment["DATABASE_URL"]
        run_tool("pg_basebackup", f"--pgdata={backup.path}/postgres", "--checkpoint=fast", f"--dbname={url}")
        run_tool("pg_verifybackup", "--quiet", f"{backup.path}/postgres")

        @contextmanager
        def restore() -> Iterator[str]:
            postgres = Postgres(backup.path / "postgres", backup.path / "sockets", {"fsync": "off"})
            postgres.prepare()
            with RunningProgram(postgres.program()):
                yield postgres.dsn()

        yield restore


@dataclass
class Product:
    """A web process and an email worker on one database, while the `async with` block runs."""

    environment: Mapping[str, str]
    mail: ScriptedSmtpServer
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Api:
        environment = {**WORKER, **self.environment, "SMTP_URL": f"smtp://127.0.0.1:{self.mail.port}"}
        programs = ExitStack()
        self._open.push_async_callback(asyncio.to_thread, programs.close)
        await asyncio.to_thread(programs.enter_context, worker_process(environment))
        address = await asyncio.to_thread(programs.enter_context, web_process(environment))
        client = httpx2.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS)
        return Api(await self._open.enter_async_context(client))

    async def __aexit__(self, *_error: object) -> None:
        await self._open.aclose()


async def taken(mail: ScriptedSmtpServer, recipient: str, copies: int = 1) -> list[Taken]:
    """Waits for so many copies."""
    await mail.until(lambda: mail.copies[recipient] >= copies)
    return [message for message in mail.taken if message.recipient == recipient]


def message_of(taken: Taken) -> Any:
    return message_from_bytes(taken.content, policy=policy.default)


def token_in(taken: Taken) -> str:
    text = message_of(taken).get_body(("plain",)).get_content()
    found = re.search(r"/accept#(\S+)", text)
    assert found
    return found[1]


async def invite(api: Api, session: str, email: str) -> None:
    assert codes(await api.change(INVITE, session, email=email, role="ANALYST")) == []


async def states(api: Api, session: str) -> dict[str, str]:
    """What became of the email to each invited address."""
    nodes = [edge["node"] for edge in (await api.ask(STATES, session))["edges"]]
    return {each["email"]: each["delivery"]["status"] for each in nodes}


async def has_state(api: Api, session: str, email: str, state: str) -> bool:
    return (await states(api, session)).get(email) == state


async def fetched(url: str, sql: str) -> list[tuple[str, int]]:
    connection = await asyncpg.connect(url)
    try:
        return [(each[0], each[1]) for each in await connection.fetch(sql)]
    finally:
        await connection.close()


@pytest.mark.parametrize("backup", [dumped, copied])
async def test_links_invitations_and_deliveries_go_on_from_the_backup(
    migrated_servers: Servers, root: Path, backup: Any
) -> None:
    servers = migrated_servers
    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE_SECONDS):
        mail = await stack.enter_async_context(ScriptedSmtpServer())
        async with Product(servers.environment, mail) as api:
            session = await admin_session(root, servers, mail, api, slug=backup.__name__)
            await invite(api, session, "kept@partner.example")
            kept = token_in((await taken(mail, "kept@partner.example"))[0])
            # When the backup is made, one email is on its way, the worker has claimed another, and a third waits.
            mail.hold("dot")
            await invite(api, session, "flying@partner.example")
            await mail.reached("dot")
            await invite(api, session, "claimed@partner.example")
            await until(partial(has_state, api, session, "claimed@partner.example", "SENDING"))
            await invite(api, session, "waiting@partner.example")
            restore = await asyncio.to_thread(stack.enter_context, backup(servers))
            mail.release("dot")
            waiting = token_in((await taken(mail, "waiting@partner.example"))[0])
            await taken(mail, "claimed@partner.example")
            await invite(api, session, "lost@partner.example")
            lost = token_in((await taken(mail, "lost@partner.example"))[0])

        restored = await asyncio.to_thread(stack.enter_context, restore())
        async with Product({**servers.environment, "DATABASE_URL": restored, "ON_UNKNOWN": "hold"}, mail) as api:
            await goes_on(api, session, mail, kept, waiting, lost)
            await until(lambda: counts_are_right(restored))


async def goes_on(api: Api, session: str, mail: ScriptedSmtpServer, kept: str, waiting: str, lost: str) -> None:
    # What waited goes out again, recognizable: the same Message-ID and the same link.
    first, again = await taken(mail, "waiting@partner.example", 2)
    assert message_of(first)["Message-ID"] == message_of(again)["Message-ID"]
    assert token_in(again) == waiting

    # What a worker had in hand is for an operator to settle.
    for address in ("flying@partner.example", "claimed@partner.example"):
        await until(partial(has_state, api, session, address, "UNKNOWN"))
        assert mail.copies[address] == 1

    # Links from before work; what came after the backup is gone, and with it its link.
    assert "lost@partner.example" not in await states(api, session)
    for token in (kept, waiting):
        assert codes(await api.change(ACCEPT, None, token=token, **ADA_BEARER)) == []
    assert codes(await api.change(ACCEPT, None, token=lost, **ADA_BEARER)) == ["INVALID_TOKEN"]

    # And it works on.
    await invite(api, session, "new@partner.example")
    await taken(mail, "new@partner.example")


async def counts_are_right(url: str) -> bool:
    return await fetched(url, COUNTED) == await fetched(url, COUNTS)


async def admin_session(root: Path, servers: Servers, mail: ScriptedSmtpServer, api: Api, slug: str) -> str:
    """Makes an organization on the command line; its first Admin accepts the link of the email."""
    address = f"{slug}-{ADA_EMAIL}"
    create = ["organization", "create", "--name", slug, "--slug", slug, "--admin-email", address]
    await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "app.cli", *create],
        cwd=root,
        env={"PATH": "", **servers.environment},
        check=True,
        capture_output=True,
    )
    token = token_in((await taken(mail, address))[0])
    accepted = await api.change(ACCEPT, None, token=token, **ADA_BEARER)
    assert codes(accepted) == []
    return str(accepted["sessionToken"])
