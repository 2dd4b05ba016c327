"""Administrators at work: the page about the command line, word for word, and what they are told when it fails."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from app.database.sql import rows
from app.deliveries.pauses import pause_sending
from app.deliveries.queries import find_pause
from app.operations.actions import record_heartbeat, remove_heartbeat
from app.operations.queries import find_workers
from app.settings import parse_keys
from devserver.postgres import Postgres
from tests.journeys.documents import run, steps_of
from tests.support.command_runs import Run, each_of
from tests.support.dev_up_process import Up, stub_environment
from tests.support.product_processes import worker_process
from tests.support.waiting import PATIENCE_SECONDS, PROGRAMS_SECONDS, wait_until

CREATE = ("organization", "create", "--name", "Delta", "--slug", "delta", "--admin-email", "grace@delta.example")
ACCEPT = """
mutation ($token: String!) {
  accept(input: {token: $token, name: "Grace", password: "nanoseconds of copper wire"}) {
    viewer { organization { slug } member { role } } errors { message }
  }
}
"""
SETTINGS_NAMES = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "PUBLIC_URL", "SECRET_KEYS")


def admin(root: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=root,
        env=stub_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=PROGRAMS_SECONDS,
    )


def answer(finished: subprocess.CompletedProcess[str]) -> Any:
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def ask(up: Up, query: str, **variables: str) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(up.ready()["graphql"], body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=PATIENCE_SECONDS) as answered:
        return json.load(answered)["data"]


def emails_to(up: Up, address: str) -> list[dict[str, Any]]:
    with urlopen(f"{up.ready()['mailbox']}.json", timeout=PATIENCE_SECONDS) as found:
        return [email for email in json.load(found) if email["to"] == [address]]


class TestThePage:
    def test_every_command_prints_the_lines_that_the_page_says(self, up: Up, root: Path) -> None:
        steps = steps_of((root / "docs" / "command-line.md").read_text())
        environment = stub_environment(SENTURO_DATA=str(up.data), PATH=os.environ["PATH"])
        for step, printed in zip(steps, run(steps, root, environment), strict=True):
            if step.promised is not None:
                assert set(step.promised.splitlines()) <= set(printed.splitlines()), step.commands


class TestFirstAdmin:
    def test_whoever_accepts_is_the_organizations_admin_and_no_other_is_invited(self, up: Up, root: Path) -> None:
        data = str(up.data)
        gamma = ("--name", "Gamma", "--slug", "gamma", "--admin-email", "grace@gamma.example")
        made = answer(admin(root, "organization", "create", *gamma, "--json", SENTURO_DATA=data))
        assert (made["slug"], made["members"], made["pendingInvitations"]) == ("gamma", 0, 1)
        (email,) = wait_until(lambda: emails_to(up, "grace@gamma.example"))
        assert "You are invited to join Gamma" in email["text"]
        assert "Reply-To" not in email["headers"]
        token = re.search(r"/accept#(\S+)", email["text"])
        assert token is not None
        accepted = ask(up, ACCEPT, token=token[1])["accept"]
        assert accepted == {"viewer": {"organization": {"slug": "gamma"}, "member": {"role": "ADMIN"}}, "errors": []}
        again = admin(
            root, "organization", "invite-admin", "gamma", "--admin-email", "eve@x.example", SENTURO_DATA=data
        )
        assert again.returncode == 1
        assert again.stderr.endswith(
            "This organization already has an Admin, who can invite others. Ask that person.\n"
        )


REFUSED = {
    (*CREATE[:5], "acme-devices", *CREATE[6:]): "There is already an organization with the slug acme-devices.",
    (*CREATE[:5], "No Slug", *CREATE[6:]): "Enter a slug of lower-case letters, digits and single hyphens",
    (*CREATE[:5], "x" * 61, *CREATE[6:]): "Enter a slug of lower-case letters, digits and single hyphens",
    (*CREATE[:3], " ", *CREATE[4:]): "Enter a name.",
    (*CREATE[:7], "nobody"): "This is not a valid email address",
    (*CREATE, "--row-limit", "0"): "A limit of rows has to be from 1 to 1,000,000.",
    (*CREATE, "--row-limit", "9" * 30): "A limit of rows has to be from 1 to 1,000,000.",
    (*CREATE, "--ttl-days", "3651"): "A time limit has to be from 1 to 3,650 days.",
    ("organization", "set-limits", "acme-devices"): "Say which limit to set",
    ("organization", "set-limits", "acme-devices", "--ttl-days", "0"): "A time limit has to be from 1 to 3,650 days.",
    ("organization", "set-limits", "nope", "--row-limit", "1"): "There is no organization with the slug 'nope'",
    ("organization", "invite-admin", "nope", "--admin-email", "a@b.example"): "There is no organization with the slug",
}
NOT_UNDERSTOOD = {
    (): "The following arguments are required: COMMAND",
    ("organisation",): "Argument COMMAND: invalid choice: 'organisation'",
    ("organization", "create", "--name", "Delta"): "The following arguments are required: --slug",
    (*CREATE, "--ttl-days", "soon"): "Argument --ttl-days: 'soon' is not a whole number",
    (*CREATE, "--row-limit", "\u0661"): "Argument --row-limit: '\u0661' is not a whole number",
    ("organization", "list", "--jso"): "Unrecognized arguments: --jso",
    ("worker-health", "post"): "Argument KIND: invalid choice: 'post'",
}
BAD_DATABASES = {
    "postgres://a:hidden@127.0.0.1:1/b": "The database did not answer as it should: ",
    "postgres://a:hidden@127.0.0.1:port/b": "DATABASE_URL must have a number as its port",
    "mysql://a:hidden@localhost/b": "DATABASE_URL must start with postgres://",
}


class TestRefusals:
    def test_a_refusal_is_a_sentence_and_changes_nothing(self, up: Up, root: Path) -> None:
        folder = {"SENTURO_DATA": str(up.data)}
        listing = Run(["organization", "list", "--json"], folder)
        before, *refused, after = each_of(root, [listing, *(Run(list(each), folder) for each in REFUSED), listing])
        for done, sentence in zip(refused, REFUSED.values(), strict=True):
            assert (done.code, done.printed) == (1, ""), done
            told, said = done.complained.splitlines()
            assert told == f"Using the servers of the `./dev up` in {up.data}."
            assert said.startswith(sentence)
        assert before.code == 0
        assert after.printed == before.printed

    def test_what_is_not_understood_is_said_in_a_line(self, root: Path) -> None:
        for done, sentence in zip(
            each_of(root, [Run(list(each), {}) for each in NOT_UNDERSTOOD]), NOT_UNDERSTOOD.values(), strict=True
        ):
            assert (done.code, done.printed) == (2, ""), done
            assert done.complained.startswith(sentence)
            assert done.complained.count("\n") == 1


class TestWithoutServers:
    def test_every_missing_setting_is_named(self, root: Path, tmp_path: Path) -> None:
        refused = admin(root, "organization", "list", SENTURO_DATA=str(tmp_path))
        assert refused.returncode == 1
        for name in SETTINGS_NAMES:
            assert f"{name} is not set: " in refused.stderr
        assert refused.stderr.endswith("or start `./dev up`, whose servers are then used.\n")

    @pytest.mark.parametrize("command", [["organization", "list"], ["migrate"]])
    def test_a_database_that_cannot_be_reached_is_no_traceback(
        self, root: Path, environment: dict[str, str], command: list[str]
    ) -> None:
        runs = [Run(command, {**environment, "DATABASE_URL": address}) for address in BAD_DATABASES]
        for done, sentence in zip(each_of(root, runs), BAD_DATABASES.values(), strict=True):
            assert (done.code, done.printed) == (1, ""), done
            assert done.complained.startswith(sentence)
            assert "hidden" not in done.complained
            assert "Traceback" not in done.complained

    def test_a_database_without_tables_is_told_apart(
        self, root: Path, environment: dict[str, str], postgres_server: Postgres
    ) -> None:
        empty = {**environment, "DATABASE_URL": postgres_server.dsn("postgres")}
        refused = admin(root, "organization", "list", **empty)
        assert refused.returncode == 1
        assert refused.stderr == "The database has no tables for this yet: run the command `migrate` first.\n"

    def test_a_new_key_needs_none_and_is_accepted_as_a_setting(self, root: Path, tmp_path: Path) -> None:
        key = answer(admin(root, "new-key", "--json", SENTURO_DATA=str(tmp_path)))["key"]
        assert parse_keys(key)[0].id == key.partition(":")[0]


class TestOperations:
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
    def test_an_answer_that_cannot_be_written_is_no_traceback(self, root: Path) -> None:
        with Path("/dev/full").open("w") as full:
            finished = subprocess.run(
                [sys.executable, "-m", "app.cli", "new-key"], cwd=root, stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert finished.returncode == 1
        assert finished.stderr == b"It is done, but the answer cannot be written: No space left on device.\n"

    def test_letters_that_the_terminal_does_not_know_are_escaped(self, root: Path) -> None:
        finished = admin(root, "settings", PYTHONIOENCODING="ascii")
        assert finished.returncode == 0
        assert "\\u2026" in finished.stdout

    async def test_health_tells_a_live_worker_from_a_silent_one_and_from_none(
        self, root: Path, environment: dict[str, str], database: None
    ) -> None:
        host = socket.gethostname()
        await record_heartbeat(f"email@{host}:7:aa", "email", host)
        await record_heartbeat(f"bulk@{host}:8:bb", "bulk", host)
        await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '40 seconds' WHERE kind = 'bulk'")
        asked = [Run(["worker-health", kind], environment) for kind in ("email", "bulk")]
        live, silent = each_of(root, asked)
        assert (live.code, live.complained) == (0, "")
        assert live.printed.startswith(f"email@{host}:7:aa was seen ")
        assert (silent.code, silent.printed) == (1, "")
        assert silent.complained.startswith(f"The bulk worker on {host} has been silent for ")
        await remove_heartbeat(f"email@{host}:7:aa")
        (gone,) = each_of(root, asked[:1])
        assert (gone.code, gone.complained) == (1, f"No email worker was seen on {host}.\n")

    async def test_a_worker_shows_that_it_lives_until_it_is_told_to_stop(
        self, environment: dict[str, str], database: None
    ) -> None:
        host = socket.gethostname()
        with worker_process(environment, "worker-bulk"):
            while not await find_workers("bulk", host):  # noqa: ASYNC110 - the worker tells the database alone
                await asyncio.sleep(0.02)
        assert await find_workers("bulk", host) == []

    async def test_a_pause_is_ended_and_its_reason_told(
        self, root: Path, environment: dict[str, str], database: None
    ) -> None:
        await pause_sending("535 5.7.8 Wrong password")
        (done,) = each_of(root, [Run(["queue", "resume", "email", "--yes", "--json"], environment)])
        assert done.complained == ""
        told = json.loads(done.printed)
        assert (told["serverSaid"], told["releasedCount"]) == ("535 5.7.8 Wrong password", 0)
        assert (
            told["summary"]
            == "Resumed the email queue; the mail server had refused this service: 535 5.7.8 Wrong password."
        )
        assert await find_pause() is None

    async def test_a_queue_is_paused_limited_and_resumed(
        self, root: Path, environment: dict[str, str], database: None
    ) -> None:
        pause = ["queue", "pause", "email", "--domain", "Bücher.example", "--reason", "They move."]
        runs = [
            Run(pause, environment),
            Run([*pause, "--yes"], environment),
            Run([*pause, "--yes"], environment),
            Run(["queue", "pause", "bulk", "--domain", "a.example", "--reason", "?", "--yes"], environment),
            Run(["queue", "set-limits", "email", "--concurrency", "20", "--yes"], environment),
            Run(["queue", "set-limits", "email", "--emails-per-minute", "1200", "--yes"], environment),
            Run(["queue", "set-limits", "bulk", "--concurrency", "11", "--yes"], environment),
            Run(["queue", "set-limits", "email", "--yes"], environment),
            Run(["queue", "resume", "email", "--domain", "bücher.example", "--yes"], environment),
            Run(["queue", "resume", "bulk", "--yes"], environment),
        ]
        done = each_of(root, runs)
        assert [each.code for each in done] == [1, 0, 0, 1, 0, 0, 1, 1, 0, 0]
        asked, paused, again, refused, limited, slowed, too_many, nothing, resumed, was_not = done
        assert asked.complained.startswith("Pause emails to Bücher.example? Nobody can be asked here")
        assert paused.printed == "Paused emails to xn--bcher-kva.example.\n"
        assert again.printed.startswith("Paused emails to xn--bcher-kva.example, which was paused already by ")
        assert again.printed.endswith(" and stays so: They move.\n")
        assert refused.complained == "A domain has to be left out: the bulk queue is paused as a whole.\n"
        assert limited.printed == "Set the limits of the email queue: 20 at once.\n"
        assert slowed.printed == "Set the limits of the email queue: 20 at once, 1,200 emails a minute.\n"
        assert too_many.complained == "The number at once has to be from 1 to 10.\n"
        assert nothing.complained.startswith("Say what to change")
        assert resumed.printed.startswith("Resumed emails to xn--bcher-kva.example, which ")
        assert was_not.printed == "Resumed the bulk queue, which was not paused.\n"
