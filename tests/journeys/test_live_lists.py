"""Lists that stay up to date on every screen, whichever web process a screen is connected to."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from redis.asyncio import Redis

from app.organizations.roles import Role
from devserver.temporary_folder import TemporaryFolder
from devserver.valkey import Valkey
from tests.support.factories import global_id, make_admin, make_member, token_of
from tests.support.graphql_client import Api
from tests.support.product_processes import web_process, worker_process
from tests.support.servers import RunningProgram
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.subscription_client import ReceivedEvents, over_socket, over_stream

INVITED = """
subscription {
  invitedUsersChanged { kind invitationId invitation { email status delivery { status } groups { name } } }
}
"""
MEMBERS = "subscription { currentUsersChanged { kind memberId member { name role } } }"
INVITE = """
mutation ($email: String!) { invite(input: {email: $email, role: ANALYST}) { invitation { id } errors { code } } }
"""
UPDATE_ROLE = "mutation ($id: ID!) { updateRole(input: {id: $id, role: REMOTE}) { errors { code } } }"
REVOKE = "mutation ($id: ID!) { revoke(input: {invitationIds: [$id]}) { errors { code } } }"


@dataclass
class Deployment:
    """Two web processes and an email worker, with a Valkey of their own and a mail server."""

    valkey: RunningProgram
    valkey_url: str
    web: list[str]
    smtp: ScriptedSmtpServer
    environment: Mapping[str, str]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[tuple[RunningProgram, str]]:
    with TemporaryFolder("senturo-live-") as scratch:
        server = Valkey(scratch.path / "valkey", scratch.path / "sockets")
        server.prepare()
        with RunningProgram(server.program()) as running:
            yield running, server.url()


@pytest.fixture
async def deployment(
    database: None, environment: Mapping[str, str], valkey: tuple[RunningProgram, str]
) -> AsyncIterator[Deployment]:
    async with ScriptedSmtpServer() as smtp:
        running, url = valkey
        environment = {
            **environment,
            "REDIS_URL": url,
            "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}",
            "EMAIL_POLL_SECONDS": "0.2",
        }
        with ExitStack() as processes:
            web = [processes.enter_context(web_process(environment)) for _ in range(2)]
            yield Deployment(running, url, web, smtp, environment)


async def screens(stack: AsyncExitStack, url: str, token: str, query: str) -> list[ReceivedEvents]:
    return [
        await stack.enter_async_context(over_socket(url, token, query)),
        await stack.enter_async_context(over_stream(url, token, query)),
    ]


async def api_of(stack: AsyncExitStack, url: str) -> Api:
    return Api(await stack.enter_async_context(httpx2.AsyncClient(base_url=url)))


async def test_screens_of_one_process_hear_of_what_is_done_on_another_and_what_becomes_of_the_email(
    deployment: Deployment,
) -> None:
    admin = await make_admin()
    token = await token_of(admin)
    async with AsyncExitStack() as stack:
        here, there = deployment.web
        api = await api_of(stack, here)
        heard = await screens(stack, there, token, INVITED)
        answer = (await api(INVITE, token, email="ada@example.com"))["invite"]
        for each in heard:
            created = await each.change(kind="CREATED")
            assert created["invitationId"] == answer["invitation"]["id"]
            assert created["invitation"]["email"] == "ada@example.com"
            assert created["invitation"]["delivery"]["status"] == "QUEUED"
        stack.enter_context(worker_process(deployment.environment))
        for each in heard:
            await each.until(lambda it: it.changes[-1]["invitation"]["delivery"]["status"] == "SENT")
        assert [message.recipient for message in deployment.smtp.taken] == ["ada@example.com"]


async def test_screens_hear_of_members_and_only_of_their_own_organization(deployment: Deployment) -> None:
    admin, stranger = await make_admin(), await make_admin()
    member = await make_member(admin.organization_id, Role.ANALYST)
    async with AsyncExitStack() as stack:
        here, there = deployment.web
        api = await api_of(stack, here)
        heard = await screens(stack, there, await token_of(admin), MEMBERS)
        strange = await screens(stack, there, await token_of(stranger), MEMBERS)
        await api(UPDATE_ROLE, await token_of(admin), id=global_id("Member", member.membership_id))
        other = await make_member(stranger.organization_id, Role.ANALYST)
        await api(UPDATE_ROLE, await token_of(stranger), id=global_id("Member", other.membership_id))
        for each in heard:
            assert (await each.change(kind="UPDATED"))["member"] == {"name": "Grace Hopper", "role": "REMOTE"}
        for each in strange:
            assert (await each.change(kind="UPDATED"))["memberId"] == global_id("Member", other.membership_id)
        assert {len(each.changes) for each in (*heard, *strange)} == {1}


async def test_changes_made_while_redis_is_away_are_heard_of_meanwhile_and_after_it_is_back(
    deployment: Deployment,
) -> None:
    admin = await make_admin()
    token = await token_of(admin)
    async with AsyncExitStack() as stack:
        here, there = deployment.web
        api = await api_of(stack, here)
        heard = await screens(stack, there, token, INVITED)
        deployment.valkey.kill()
        meanwhile = (await api(INVITE, token, email="ada@example.com"))["invite"]["invitation"]["id"]
        for each in heard:
            assert (await each.change(invitationId=meanwhile))["kind"] == "CREATED"
        stack.enter_context(worker_process(deployment.environment))
        for each in heard:
            await each.until(lambda it: it.changes[-1]["invitation"]["delivery"]["status"] == "SENT")
        await api(REVOKE, token, id=meanwhile)
        deployment.valkey.start()
        for each in heard:
            await each.until(lambda it: it.changes[-1]["invitation"]["status"] == "REVOKED")
        later = (await api(INVITE, token, email="eve@example.com"))["invite"]["invitation"]["id"]
        for each in heard:
            await each.change(invitationId=later, kind="CREATED")


async def test_a_process_has_one_subscription_connection_however_many_screens_it_serves(
    deployment: Deployment,
) -> None:
    admin = await make_admin()
    async with AsyncExitStack() as stack:
        for url in deployment.web:
            await screens(stack, url, await token_of(admin), INVITED)
            await screens(stack, url, await token_of(admin), MEMBERS)
        redis = await stack.enter_async_context(Redis.from_url(deployment.valkey_url))
        assert len(await redis.client_list("pubsub")) == 2
