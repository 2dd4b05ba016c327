"""A hundred people invited by one file, from the upload to their mailboxes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass

import httpx2
import pytest

from tests.support.factories import make_admin, make_group, make_invitation, make_member, token_of
from tests.support.graphql_client import Api, nodes
from tests.support.product_processes import web_process, worker_process
from tests.support.smtp_script import reply
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.subscription_client import ReceivedEvents, over_socket, over_stream

GOOD, TYPOS, BROKEN, ROLELESS = 90, 2, 4, 1
UPLOAD = """
mutation ($csv: String!) { bulkInvite(input: {source: {csv: $csv}}) { bulkInvite { id sequence } errors { message } } }
"""
SHOW = """
query ($id: ID!, $statuses: [BulkInviteRowStatus!]) {
  bulkInvite(id: $id) {
    status totalRows validRows warningRows errorRows invitedRows skippedRows emailsSent emailsFailed emailsWaiting
    rows(first: 100, statuses: $statuses) { edges { node { id line email problems { code suggestion } } } }
  }
}
"""
FIX = """
mutation ($id: ID!, $email: String!) {
  updateBulkInviteRow(input: {rowId: $id, email: $email, role: "Analyst"}) { row { status } errors { message } }
}
"""
SEND = "mutation ($id: ID!) { sendBulkInvite(input: {bulkInviteId: $id}) { errors { message } } }"
PROGRESS = (
    'subscription {{ bulkInviteProgress(id: "{}") {{ status processedRows sequence emailsSent emailsWaiting }} }}'
)


@dataclass
class Deployment:
    """A web process, a bulk worker and an email worker, with a mail server."""

    url: str
    smtp: ScriptedSmtpServer


@pytest.fixture
async def deployment(database: None, environment: Mapping[str, str]) -> AsyncIterator[Deployment]:
    async with ScriptedSmtpServer() as smtp:
        environment = {**environment, "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}", "EMAIL_POLL_SECONDS": "0.2"}
        with ExitStack() as processes:
            url = processes.enter_context(web_process(environment))
            for name in ("worker-bulk", "worker-email"):
                processes.enter_context(worker_process(environment, name))
            yield Deployment(url, smtp)


def people() -> str:
    good = [f"person-{number}@example.com,Analyst," for number in range(GOOD)]
    typos = [f"typo-{number}@gmial.com,analyst," for number in range(TYPOS)]
    broken = [f"broken-{number},Analyst,Paris" for number in range(BROKEN)]
    others = ["role@example.com,Boss,", "member@example.com,Analyst,", "invited@example.com,Analyst,"]
    return "Email,Role,Groups\r\n" + "\r\n".join([*good, *typos, *broken, *others, "PERSON-0@example.com,Analyst,"])


async def test_a_hundred_people_are_reviewed_fixed_and_invited_with_one_email_each(deployment: Deployment) -> None:
    admin = await make_admin()
    await make_group(admin.organization_id, "Paris")
    await make_member(admin.organization_id, email="member@example.com")
    await make_invitation(admin, "invited@example.com")
    token = await token_of(admin)
    deployment.smtp.on("rcpt", reply(550, "5.1.1 nobody here"), recipient="person-7@example.com")
    async with AsyncExitStack() as stack:
        api = Api(await stack.enter_async_context(httpx2.AsyncClient(base_url=deployment.url)))
        uploaded = (await api.ask(UPLOAD, token, csv=people()))["bulkInvite"]
        bulk_invite_id = uploaded["id"]
        watching = [
            await stack.enter_async_context(subscribe(deployment.url, token, PROGRESS.format(bulk_invite_id)))
            for subscribe in (over_socket, over_stream)
        ]
        for heard in watching:
            await heard.change(status="READY", processedRows=100)
        assert set(deployment.smtp.copies) <= {"invited@example.com"}
        shown = await api.ask(SHOW, token, id=bulk_invite_id, statuses=["ERROR", "WARNING"])
        assert (shown["validRows"], shown["warningRows"], shown["errorRows"]) == (GOOD, TYPOS, BROKEN + 4)
        for row in nodes(shown["rows"]):
            if row["email"].startswith("broken"):
                fixed = await api.ask(FIX, token, id=row["id"], email=f"{row['email']}@example.com")
                assert fixed == {"row": {"status": "VALID"}, "errors": []}
        await api.ask(SEND, token, id=bulk_invite_id)
        for heard in watching:
            await heard.until(lambda heard: heard.has_ended)
            held_to_the_contract(heard)
        late = await stack.enter_async_context(over_socket(deployment.url, token, PROGRESS.format(bulk_invite_id)))
        await late.until(lambda heard: heard.has_ended)
        assert late.changes == [watching[0].changes[-1]]
        shown = await api.ask(SHOW, token, id=bulk_invite_id)
    invited = GOOD + TYPOS + BROKEN
    assert (shown["status"], shown["totalRows"]) == ("COMPLETED", 100)
    assert (shown["invitedRows"], shown["skippedRows"], shown["errorRows"]) == (invited, 0, 4)
    assert (shown["emailsSent"], shown["emailsFailed"], shown["emailsWaiting"]) == (invited - 1, 1, 0)
    copies = deployment.smtp.copies
    del copies["invited@example.com"]
    assert len(copies) == invited - 1
    assert set(copies.values()) == {1}


def held_to_the_contract(heard: ReceivedEvents) -> None:
    sequences = [change["sequence"] for change in heard.changes]
    assert sequences == sorted(set(sequences))
    assert heard.changes[-1]["status"] == "COMPLETED"
    assert heard.changes[-1]["emailsWaiting"] == 0
    assert all(
        change["emailsWaiting"]
        for change in heard.changes
        if change["status"] == "SENDING" and change["processedRows"] == 100
    )


async def test_nobody_hears_of_another_organizations_list(deployment: Deployment) -> None:
    admin = await make_admin()
    stranger = await token_of(await make_admin())
    async with AsyncExitStack() as stack:
        api = Api(await stack.enter_async_context(httpx2.AsyncClient(base_url=deployment.url)))
        answer = await api.ask(UPLOAD, await token_of(admin), csv=people())
        bulk_invite_id = answer["bulkInvite"]["id"]
        heard = await stack.enter_async_context(over_socket(deployment.url, stranger, PROGRESS.format(bulk_invite_id)))
        await heard.until(lambda heard: heard.has_ended)
        assert (heard.changes, heard.codes) == ([], ["BAD_USER_INPUT"])
