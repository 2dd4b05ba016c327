"""`test-email`: the conversation on the command line."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.database.sql import rows
from tests.support.mail_settings import UseMailServer
from tests.support.smtp_script import reply
from tests.support.smtp_server import ScriptedSmtpServer

TO = "ana@partner.example"


@pytest.fixture
async def server(use_mail_server: UseMailServer, database: None) -> AsyncIterator[ScriptedSmtpServer]:
    async with ScriptedSmtpServer(credentials=("product", "wrong horse")) as server:
        use_mail_server(server, credentials="product:wrong%20horse@")
        yield server


async def run(root: Path, *arguments: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "test-email", *arguments,
        cwd=root,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, complained = await process.communicate()
    return process.returncode, printed.decode(), complained.decode()


async def test_prints_who_said_what_and_what_it_means(server: ScriptedSmtpServer, root: Path) -> None:
    code, printed, complained = await run(root, TO, "--yes")

    assert (code, complained) == (0, "")
    assert server.copies == {TO: 1}
    lines = printed.splitlines()
    assert any(line.endswith(f" ms  C: RCPT TO:<{TO}>") for line in lines)
    assert any(line.endswith(" ms  S: 250 2.0.0 taken") for line in lines)
    assert lines[-1].startswith("The mail server accepted the email.")
    assert "horse" not in printed
    (act,) = await rows("SELECT * FROM operator_acts")
    assert act["actor_user_id"] is None
    assert act["actor_name"].endswith(" (command line)")


async def test_fails_where_the_mail_server_refuses_and_still_prints(server: ScriptedSmtpServer, root: Path) -> None:
    server.on("rcpt", reply(550, "5.1.1 no such person"))
    code, printed, _ = await run(root, TO, "--yes", "--json")

    assert code == 1
    data = json.loads(printed)
    assert data["isAccepted"] is False
    assert ("SERVER", "550 5.1.1 no such person") in [(line["from"], line["text"]) for line in data["conversation"]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [((TO,), "confirm it with --yes"), (("nobody", "--yes"), "This is not a valid email address")],
)
async def test_sends_nothing_unasked_or_to_nobody(
    server: ScriptedSmtpServer, root: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    code, printed, complained = await run(root, *arguments)

    assert (code, printed) == (1, "")
    assert sentence in complained
    assert not server.connection_count
