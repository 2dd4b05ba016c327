"""Several web processes and workers on one database: what a deployment is, on loopback."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import httpx2
import pytest

from app.database.sql import value
from app.settings import parse_keys
from devserver.ports import reserved_port
from devserver.postgres import Postgres
from tests.journeys.documents import section, steps_of
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api
from tests.support.product_processes import web_process, worker_process
from tests.support.server_output import watch
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import PATIENCE_SECONDS, PROGRAMS_SECONDS, until, wait_until

END_WITH_PARENT = f"( while kill -0 {os.getpid()}; do sleep 1; done 2>/dev/null; kill 0 ) &\n"
PEOPLE = 1_000
SIDE_BY_SIDE = 8
INVITE = """
mutation ($email: String!) {
  invite(input: {email: $email, role: ANALYST}) { invitation { id } errors { code message } }
}
"""
SENT = "{ invitedUsers(filter: {deliveries: [SENT]}) { totalCount } }"
PAGE = """
query ($after: String) {
  invitedUsers(first: 100, after: $after, orderBy: {field: EMAIL, direction: ASC}) {
    edges { node { email delivery { status attempts { number } } } } pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture
async def mail() -> AsyncIterator[ScriptedSmtpServer]:
    async with ScriptedSmtpServer() as server:
        yield server


@pytest.fixture
async def webs(database: None, environment: dict[str, str], mail: ScriptedSmtpServer) -> AsyncIterator[list[Api]]:
    """Two web processes, beside which two email workers run."""
    variables = {**environment, "SMTP_URL": f"smtp://127.0.0.1:{mail.port}"}
    with ExitStack() as processes:
        for _ in range(2):
            processes.enter_context(worker_process(variables))
        addresses = [processes.enter_context(web_process(variables)) for _ in range(2)]
        clients = [httpx2.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) for address in addresses]
        yield [Api(client) for client in clients]
        for client in clients:
            await client.aclose()


async def invite_all(webs: list[Api], token: str, addresses: list[str]) -> None:
    """Some at a time, over all web processes."""
    waiting = iter(enumerate(addresses))

    async def keep_inviting() -> None:
        for number, address in waiting:
            answer = await webs[number % len(webs)](INVITE, token, email=address)
            assert answer["invite"]["errors"] == []

    await asyncio.gather(*(keep_inviting() for _ in range(SIDE_BY_SIDE)))


async def both_workers_live() -> bool:
    return bool(await value("SELECT count(*) = 2 FROM worker_heartbeats"))


async def all_are_recorded(api: Api, token: str) -> bool:
    return bool((await api(SENT, token))["invitedUsers"]["totalCount"] == PEOPLE)


async def listed(api: Api, token: str) -> dict[str, tuple[str, int]]:
    """Invited Users: of each address, its delivery's status and number of attempts."""
    found: dict[str, tuple[str, int]] = {}
    after = None
    while True:
        page = (await api(PAGE, token, after=after))["invitedUsers"]
        for node in (edge["node"] for edge in page["edges"]):
            found[node["email"]] = (node["delivery"]["status"], len(node["delivery"]["attempts"]))
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


class TestTwoOfEach:
    async def test_each_of_a_thousand_people_gets_one_email_and_both_web_processes_say_so(
        self, webs: list[Api], mail: ScriptedSmtpServer
    ) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        addresses = [f"person-{number:04}@example.com" for number in range(PEOPLE)]
        async with asyncio.timeout(PATIENCE_SECONDS):
            await until(both_workers_live)
            await invite_all(webs, token, addresses)
            await mail.until(lambda: len(mail.taken) >= PEOPLE)
            await until(lambda: all_are_recorded(webs[0], token))
        assert mail.copies == dict.fromkeys(addresses, 1)
        for api in webs:
            assert await listed(api, token) == dict.fromkeys(addresses, ("SENT", 1))
        assert await value("SELECT count(DISTINCT worker) FROM delivery_attempts") == 2


@pytest.fixture
async def fresh_database(postgres_server: Postgres) -> str:
    """The address of a database without tables."""
    name = f"fresh_{os.getpid()}"
    server = await asyncpg.connect(postgres_server.dsn("postgres"))
    await server.execute(f"CREATE DATABASE {name}")
    await server.close()
    return postgres_server.dsn(name)


class TestThePage:
    async def test_its_commands_serve_a_fresh_database_without_containers(
        self, root: Path, tmp_path: Path, environment: dict[str, str], fresh_database: str
    ) -> None:
        steps = steps_of(section(root / "docs" / "deployment.md", "Without containers"))
        said = tmp_path / "said"
        with reserved_port() as port:
            variables = {**environment, "DATABASE_URL": fresh_database, "PORT": str(port)}
            shell = start("".join(step.commands for step in steps), root, variables, said)
            try:
                assert await asyncio.to_thread(shell.wait, PROGRAMS_SECONDS) == 0
                assert '{"status":"ready"}' in said.read_text()
                assert "bulk@" in said.read_text().splitlines()[-1]
            finally:
                os.killpg(shell.pid, signal.SIGTERM)
                await asyncio.to_thread(wait_until, lambda: is_over(shell.pid))

    def test_its_secrets_are_accepted_by_the_service(self, root: Path, tmp_path: Path) -> None:
        page = (root / "docs" / "deployment.md").read_text()
        commands = [line for line in page.splitlines() if line.startswith("printf ")]
        subprocess.run(["sh", "-eu", "-c", "\n".join(commands)], cwd=tmp_path, check=True)
        written = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text().splitlines())
        assert len(parse_keys(written["SECRET_KEYS"])) == 1
        assert re.fullmatch(r"[0-9a-f]{48}", written["POSTGRES_PASSWORD"])


def start(commands: str, folder: Path, variables: dict[str, str], output: Path) -> subprocess.Popen[bytes]:
    """A shell whose `python` is this one, and what it starts, in a process group that ends with this process."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    watch(output)
    with output.open("w") as written:
        return subprocess.Popen(
            ["sh", "-eu", "-c", f"{END_WITH_PARENT}{commands}"],
            cwd=folder,
            env={**os.environ, **variables, "PATH": path},
            stdout=written,
            stderr=written,
            start_new_session=True,
        )


def is_over(group: int) -> bool:
    """Has every process of the group ended?"""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False
