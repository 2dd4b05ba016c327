"""Operators at work: they find out why emails fail, pause, mend, try with a few, and watch the queue drain."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.database.sql import value
from tests.support.graphql_client import Api
from tests.support.operated_emails import (
    ALL_WERE_ATTEMPTED,
    ATTEMPTS_SECONDS,
    COUNT,
    DEFERRED,
    NOTHING_RUNS,
    OUT_OF_ORDER,
    REFUSED,
    STRICT,
    queue_emails,
    troubled_mail_server,
)
from tests.support.operators import make_operator
from tests.support.product_processes import web_process, worker_process
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.waiting import PROGRAMS_SECONDS, until

QUEUES = """
{ operations { queues { name waitingCount runningCount deferredCount failedCount sentLastHourCount } } }
"""
FAILURES = """
{ operations { failureGroups { id replyCode reply recipientDomain deliveryCount deferredCount failedCount } } }
"""
PAUSE = "mutation ($input: PauseQueueInput!) { pauseQueue(input: $input) { act { summary } errors { message } } }"
RESUME = "mutation ($input: ResumeQueueInput!) { resumeQueue(input: $input) { act { summary } errors { message } } }"
RETRY = """
mutation ($input: RetryDeliveriesInput!) {
  retryDeliveries(input: $input) { act { id status expectedCount } errors { code message } }
}
"""
ACT = """
query ($id: ID!) {
  node(id: $id) {
    ... on OperatorAct { status changedCount skipped { reason count } canaries { outcome isSameAgain } summary }
  }
}
"""


@pytest.fixture
async def mail() -> AsyncIterator[ScriptedSmtpServer]:
    async with troubled_mail_server() as server:
        yield server


@pytest.fixture
async def processes(
    database: None, environment: dict[str, str], mail: ScriptedSmtpServer
) -> AsyncIterator[dict[str, str]]:
    """A web process and an email worker, which has sent what could be sent of COUNT emails; yields their variables."""
    await queue_emails()
    variables = {**environment, "SMTP_URL": f"smtp://127.0.0.1:{mail.port}", "LOG_LEVEL": "ERROR"}
    with ExitStack() as running:
        running.enter_context(worker_process(variables))
        address = running.enter_context(web_process(variables))
        await until(lambda: value(ALL_WERE_ATTEMPTED), ATTEMPTS_SECONDS)
        yield {**variables, "ADDRESS": address}


@pytest.fixture
async def api(processes: dict[str, str]) -> AsyncIterator[Api]:
    async with httpx2.AsyncClient(base_url=processes["ADDRESS"], timeout=60) as client:
        yield Api(client)


@pytest.fixture
async def operator(processes: dict[str, str]) -> str:
    """The token of a session of an operator, who is a member of no organization."""
    _, token = await make_operator()
    return token


async def _is_done(act: Callable[[], Awaitable[dict[str, Any]]]) -> bool:
    return bool((await act())["status"] == "DONE")


async def test_by_graphql(api: Api, operator: str, mail: ScriptedSmtpServer) -> None:
    async def email_queue() -> dict[str, Any]:
        found: dict[str, Any] = (await api(QUEUES, operator))["operations"]["queues"][0]
        return found

    async def nothing_runs() -> bool:
        return not (await email_queue())["runningCount"]

    reasons = (await api(FAILURES, operator))["operations"]["failureGroups"]
    assert [(each["replyCode"], each["recipientDomain"]) for each in reasons] == [(451, OUT_OF_ORDER), (554, STRICT)]
    paused = await api.change(PAUSE, operator, queue="EMAIL", reason="The mail servers are being mended.")
    assert paused["errors"] == []
    await until(nothing_runs)  # what was deferred first may have been due again
    email = await email_queue()
    assert (email["waitingCount"], email["deferredCount"], email["failedCount"]) == (0, DEFERRED, REFUSED)
    assert email["sentLastHourCount"] == COUNT - DEFERRED - REFUSED
    deferred, failed = (await api(FAILURES, operator))["operations"]["failureGroups"]
    assert deferred == {
        "id": deferred["id"],
        "replyCode": 451,
        "reply": "4.3.0 Mail store … is out of order",
        "recipientDomain": OUT_OF_ORDER,
        "deliveryCount": DEFERRED,
        "deferredCount": DEFERRED,
        "failedCount": 0,
    }
    assert (failed["replyCode"], failed["recipientDomain"], failed["failedCount"]) == (554, STRICT, REFUSED)

    mail.mend()
    retry = {"filter": {"statuses": ["DEFERRED", "FAILED"]}, "expectedCount": DEFERRED + REFUSED, "canary": True}
    retried = await api.change(RETRY, operator, **retry)
    assert retried["errors"] == []

    async def act() -> dict[str, Any]:
        found: dict[str, Any] = await api.ask(ACT, operator, id=retried["act"]["id"])
        return found

    await until(lambda: _is_done(act))
    done = await act()
    assert done["changedCount"] == DEFERRED + REFUSED
    assert done["skipped"] == []
    assert [(each["outcome"], each["isSameAgain"]) for each in done["canaries"]] == [("ACCEPTED", False)] * 2
    assert len(mail.taken) == COUNT - DEFERRED - REFUSED + 2
    assert (await api.change(RESUME, operator, queue="EMAIL"))["errors"] == []
    await mail.until(lambda: len(mail.taken) == COUNT)
    assert set(mail.copies.values()) == {1}

    async def drained() -> bool:
        return bool((await email_queue())["sentLastHourCount"] == COUNT)

    await until(drained)


class CommandLine:
    """`./dev admin`, as JSON; what it prints for people alone is not looked at here."""

    def __init__(self, root: Path, variables: dict[str, str]) -> None:
        self.root = root
        self.variables = variables

    async def __call__(self, *arguments: str) -> Any:
        command = [sys.executable, "-m", "app.cli", *arguments, "--json"]
        environment = {**os.environ, **self.variables}
        done = await asyncio.to_thread(
            subprocess.run,
            command,
            cwd=self.root,
            env=environment,
            capture_output=True,
            check=True,
            timeout=PROGRAMS_SECONDS,
        )
        return json.loads(done.stdout)


async def test_by_the_command_line(root: Path, processes: dict[str, str], mail: ScriptedSmtpServer) -> None:
    run = CommandLine(root, processes)
    reasons = await run("failure", "list")
    assert [(each["replyCode"], each["recipientDomain"]) for each in reasons] == [(451, OUT_OF_ORDER), (554, STRICT)]
    await run("queue", "pause", "email", "--reason", "The mail servers are being mended.", "--yes")
    await until(lambda: value(NOTHING_RUNS))  # what was deferred first may have been due again
    (email, _) = await run("queue", "list")
    assert (email["waitingCount"], email["deferredCount"], email["failedCount"]) == (0, DEFERRED, REFUSED)
    deferred, failed = await run("failure", "list")
    assert (deferred["replyCode"], deferred["recipientDomain"], deferred["deliveryCount"]) == (
        451,
        OUT_OF_ORDER,
        DEFERRED,
    )
    assert (failed["replyCode"], failed["recipientDomain"], failed["deliveryCount"]) == (554, STRICT, REFUSED)
    mail.mend()
    both = ("--status", "deferred", "--status", "failed")
    act = await run("delivery", "retry", *both, "--expect", str(DEFERRED + REFUSED), "--canary")
    assert (act["status"], act["changedCount"], act["skipped"]) == ("DONE", DEFERRED + REFUSED, {})
    assert len(mail.taken) == COUNT - DEFERRED - REFUSED + 2
    await run("queue", "resume", "email", "--yes")
    await mail.until(lambda: len(mail.taken) == COUNT)
    assert set(mail.copies.values()) == {1}
    await until(lambda: value("SELECT NOT EXISTS (SELECT FROM deliveries WHERE status <> 'sent')"))
    (email, _) = await run("queue", "list")
    assert (email["waitingCount"], email["deferredCount"], email["sentLastHourCount"]) == (0, 0, COUNT)
