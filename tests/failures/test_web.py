"""The web process dies after COMMIT, before it has told anybody."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping

import httpx2
import pytest

from devserver.ports import HOST, reserved_port
from devserver.processes import PRODUCT
from tests.support.email_worker_processes import Outgoing
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api
from tests.support.graphql_operations import INVITE
from tests.support.servers import RunningProgram
from tests.support.tcp import tcp_server

COUNT = 5
UNCOUNTED = {
    f"RATE_LIMIT_{limit}": "off"
    for limit in ("INVITATIONS_PER_ORGANIZATION", "INVITATIONS_PER_MEMBER", "EMAILS_PER_ADDRESS")
}


@pytest.fixture
async def silent_redis() -> AsyncIterator[str]:
    """It takes connections and says nothing, so that nothing is told over it."""

    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass

    async with tcp_server(wait) as port:
        yield f"redis://{HOST}:{port}/0"


async def test_killed_between_commit_and_wake_up_its_emails_go_out_once(
    outgoing: Outgoing, environment: Mapping[str, str], silent_redis: str
) -> None:
    session = await token_of(await make_admin())
    with reserved_port() as port:
        program = PRODUCT.web_program(port, {**os.environ, **environment, **UNCOUNTED, "REDIS_URL": silent_redis})
        web, _ = await asyncio.gather(asyncio.to_thread(RunningProgram, program), outgoing.start_worker())
        with web:
            async with httpx2.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
                invited = [
                    Api(client).change(INVITE, session, email=f"ada-{number}@acme.example", role="ANALYST")
                    for number in range(COUNT)
                ]
                answers = await asyncio.gather(*invited)
            web.kill()
    assert [answer["errors"] for answer in answers] == [[]] * COUNT
    await outgoing.taken(COUNT)
    await outgoing.everything_is_sent()
    assert await outgoing.duplicates() == 0
