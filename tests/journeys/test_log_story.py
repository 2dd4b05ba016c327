"""One search through the logs of all processes tells the story of an email."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from uuid import UUID

import httpx2

from app.database.sql import rows, value
from tests.support.factories import make_admin, token_of
from tests.support.graphql_operations import INVITE
from tests.support.product_processes import web_process, worker_process
from tests.support.server_output import outputs_of
from tests.support.smtp_script import reply
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import PATIENCE_SECONDS, until

PROCESSES = ("web", "worker-email", "worker-bulk")
PEOPLE = 3
BULK_INVITE = """
mutation ($csv: String!) {
  bulkInvite(input: {source: {csv: $csv}, review: false}) { bulkInvite { id } errors { message } }
}
"""


@contextmanager
def product(environment: Mapping[str, str], *workers: str) -> Iterator[str]:
    with ExitStack() as processes:
        address = processes.enter_context(web_process(environment))
        for name in workers:
            processes.enter_context(worker_process(environment, name))
        yield address


async def post(url: str, token: str, query: str, **variables: object) -> str:
    """Returns the id of the request."""
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as client:
        headers = {"Authorization": f"Bearer {token}"}
        response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert "errors" not in response.json()
    return str(response.headers["X-Request-Id"])


def grep(word: object) -> list[str]:
    """The lines of this test's processes that hold the word, in the order of time, which each begins with."""
    paths = {outputs_of(name)[-1] for name in PROCESSES if outputs_of(name)}
    return sorted(line for path in paths for line in path.read_text().splitlines() if str(word) in line)


def events(lines: list[str]) -> list[str]:
    return [line.split("]", 1)[1].split()[0] for line in lines]


def field(line: str, name: str) -> str:
    found = re.search(rf"\b{name}=(\S+)", line)
    assert found, (name, line)
    return found[1]


async def all_logged(word: object, event: str, count: int = 1) -> bool:
    return events(grep(word)).count(event) >= count


async def test_request_queued_claimed_and_result(database: None, environment: Mapping[str, str]) -> None:
    admin = await make_admin()
    token = await token_of(admin)
    async with ScriptedSmtpServer() as smtp:
        smtp.on("rcpt", reply(450, "4.2.1 ada.lovelace@example.com: Ada.Lovelace is over quota"), times=1)
        with product({**environment, "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}"}, "worker-email") as url:
            request_id = await post(url, token, INVITE, input={"email": "ada.lovelace@example.com", "role": "ANALYST"})
            delivery_id: UUID = await value("SELECT id FROM deliveries")
            await until(lambda: all_logged(delivery_id, "delivery_attempted"))
            await rows("UPDATE deliveries SET due_at = now()")
            await until(lambda: all_logged(delivery_id, "delivery_attempted", 2))
        story = grep(delivery_id)
    assert events(story) == ["delivery_queued", *["delivery_claimed", "delivery_attempted"] * 2]
    queued, claimed, deferred, _, accepted = story
    assert (field(queued, "request_id"), field(queued, "operation")) == (request_id, "invite")
    assert field(queued, "user_id") == str(admin.user_id)
    assert {field(line, "organization_id") for line in story} == {str(admin.organization_id)}
    assert {field(line, "subject_id") for line in story} == {str(await value("SELECT id FROM invitations"))}
    assert {field(line, "worker").partition("@")[0] for line in story[1:]} == {"email"}
    assert [field(line, "attempt") for line in story[1:]] == ["1", "1", "2", "2"]
    assert (field(deferred, "outcome"), field(deferred, "reply_code")) == ("deferred", "450")
    assert "is over quota" in deferred
    assert (field(accepted, "outcome"), field(accepted, "reply_code")) == ("accepted", "250")
    assert field(claimed, "kind") == "invitation"
    assert "operation_executed" in events(grep(request_id))
    assert grep("lovelace") == grep("Lovelace") == []
    assert grep(token) == []


async def test_emails_of_a_file_are_found_by_its_id(database: None, environment: Mapping[str, str]) -> None:
    token = await token_of(await make_admin())
    csv = "Email,Role\n" + "".join(f"person-{number}@example.com,Analyst\n" for number in range(PEOPLE))
    async with ScriptedSmtpServer() as smtp:
        variables = {**environment, "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}"}
        with product(variables, "worker-bulk", "worker-email") as url:
            await post(url, token, BULK_INVITE, csv=csv)
            bulk_invite_id: UUID = await value("SELECT id FROM bulk_invites")
            await until(lambda: all_logged(bulk_invite_id, "delivery_attempted", PEOPLE))
            await until(lambda: all_logged(bulk_invite_id, "bulk_invite_completed"))
        story = grep(bulk_invite_id)
    found = events(story)
    assert "operation_executed" in found
    assert found.count("deliveries_queued") == 1
    (queued,) = [line for line in story if "deliveries_queued" in line]
    assert (field(queued, "count"), field(queued, "worker").partition("@")[0]) == (str(PEOPLE), "bulk")
    assert found.count("delivery_claimed") == found.count("delivery_attempted") == PEOPLE
    assert grep("@example.com") == []
