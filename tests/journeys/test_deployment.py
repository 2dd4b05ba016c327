"""Several web processes and workers on one database: what a deployment is, on loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack

import httpx2
import pytest

from app.database import value
from tests.client import Api
from tests.factories import make_admin, token_of
from tests.fakes import ScriptedSmtpServer
from tests.processes import web_process, worker_process

PEOPLE = 1_000
SIDE_BY_SIDE = 8
PATIENCE_SECONDS = 40.0
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


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Looks again and again: other processes tell this one of nothing."""
    while not await is_so():  # noqa: ASYNC110
        await asyncio.sleep(0.02)


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
