"""Operators look at emails on the command line, and retry, discard and settle them there."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from app.database.sql import rows, value
from app.invitations.update_email import update_email
from app.operations.act_loop import work_on_acts
from app.operations.delivery_acts import AT_ONCE
from tests.support.bounces import NO_SUCH_USER, bounce_delivery, make_sent
from tests.support.command_runs import Run, each_of
from tests.support.factories import make_admin, make_invitation
from tests.support.many_deliveries import insert_deliveries, make_failed, make_failure_group
from tests.support.waiting import PROGRAMS_SECONDS

pytestmark = pytest.mark.usefixtures("database")
Environment = dict[str, str]


def printed_by(root: Path, environment: Environment, *commands: list[str]) -> list[str]:
    """What each prints; all have to succeed."""
    done = each_of(root, [Run(each, environment) for each in commands])
    assert [(each.code, each.complained) for each in done] == [(0, "")] * len(commands)
    return [each.printed for each in done]


class TestLooking:
    async def test_lists_and_shows_emails_with_all_that_is_known(self, root: Path, environment: Environment) -> None:
        group_id = await make_failure_group()
        failed = await make_failed(email="ada@partner.example", group_id=group_id)
        await insert_deliveries(2, "sent")
        slug = await value("SELECT slug FROM organizations")
        listed, of_slug, nothing, as_data, shown = printed_by(
            root,
            environment,
            ["delivery", "list", "--limit", "1"],
            ["delivery", "list", "--organization", slug, "--status", "failed", "--domain", "partner.example"],
            ["delivery", "list", "--before", "3d"],
            ["delivery", "list", "--failure-group", str(group_id), "--since", "2h", "--json"],
            ["delivery", "show", str(failed["id"])],
        )
        assert listed.splitlines()[-1] == "The newest 1 of 3."
        heading, row = of_slug.splitlines()
        assert heading.split() == ["ID", "QUEUED", "STATUS", "FOR", "ATTEMPTS"]
        assert row.split()[0] == str(failed["id"])
        assert row.split()[-3:] == ["FAILED", "ada@partner.example", "1"]
        assert nothing == "There is no such email.\n"
        found = json.loads(as_data)
        assert (found["totalCount"], found["totalCountIsExact"]) == (1, True)
        assert found["deliveries"][0]["failureGroupId"] == str(group_id)
        assert "for:            ada@partner.example" in shown.splitlines()
        assert shown.splitlines()[-1].split("Z  ")[-1].split() == ["rejected", "550", "mailbox", "full"]

    async def test_shows_whom_an_email_was_for_once_the_invitation_has_another_address(
        self, root: Path, environment: Environment
    ) -> None:
        admin = await make_admin()
        failed = await make_failed(admin, "ada@partner.example")
        await update_email(admin, failed["subject_id"], "bob@other.example")
        listed, shown = printed_by(root, environment, ["delivery", "list"], ["delivery", "show", str(failed["id"])])
        newest, first = listed.splitlines()[1:]
        assert (newest.split()[-2], first.split()[-2]) == ("bob@other.example", "ada@partner.example")
        assert "for:           ada@partner.example" in shown.splitlines()

    async def test_shows_what_came_back(self, root: Path, environment: Environment) -> None:
        delivery_id = await make_sent(await make_invitation(await make_admin()))
        await bounce_delivery(delivery_id)
        shown, as_data = printed_by(
            root,
            environment,
            ["delivery", "show", str(delivery_id)],
            ["delivery", "show", str(delivery_id), "--json"],
        )
        assert f"came back:      hard, {NO_SUCH_USER}" in shown.splitlines()
        bounce = json.loads(as_data)["bounce"]
        assert (bounce["kind"], bounce["status"], bounce["diagnostic"]) == ("HARD", "5.1.1", NO_SUCH_USER)

    @pytest.mark.parametrize(
        ("arguments", "code", "sentence"),
        [
            (["list", "--organization", "nobody"], 1, "There is no organization with the slug 'nobody'"),
            (["list", "--limit", "0"], 1, "--limit has to be from 1 to 1000."),
            (["list", "--status", "lost"], 2, "Argument --status: invalid choice: 'lost'"),
            (["list", "--since", "yesterday"], 2, "Argument --since: 'yesterday' is no time"),
            (["list", "--domain", "x" * 300], 1, "A domain can have at most 255 characters."),
            (["list", "--domain", ""], 2, "Argument --domain: '' is no domain"),
            (["discard", "--domain", "", "--yes", "--reason", "?"], 2, "Argument --domain: '' is no domain"),
            (["discard", "--message-id", "<>", "--yes", "--reason", "?"], 2, "Argument --message-id: '<>' is no"),
            (["discard", "--organization", "", "--yes", "--reason", "?"], 1, "There is no organization with the slug"),
            (["retry", "--expect", "3000000000"], 1, "The number expected has to be from 0 to 2,147,483,647."),
            (["show", "1"], 2, "Argument ID: '1' is no id"),
            (["show", "0198c0de-0000-7000-8000-000000000001"], 1, "There is no email with this id."),
        ],
    )
    def test_says_what_it_does_not_understand(
        self, root: Path, environment: Environment, arguments: list[str], code: int, sentence: str
    ) -> None:
        (done,) = each_of(root, [Run(["delivery", *arguments], environment)])
        assert done.code == code
        assert done.complained.startswith(sentence)


class TestActing:
    async def test_retries_discards_and_settles_and_says_what_it_did(
        self, root: Path, environment: Environment
    ) -> None:
        admin = await make_admin()
        await make_failed(admin)
        await make_failed(admin, status="unknown")
        await make_failed(admin, status="sending")
        retried, settled, discarded, listed = printed_by(
            root,
            environment,
            ["delivery", "retry", "--status", "failed", "--status", "sending", "--yes"],
            ["delivery", "settle", "sent", "--status", "unknown", "--expect", "1"],
            ["delivery", "discard", "--status", "queued", "--expect", "5", "--reason", "Enough.", "--json"],
            ["act", "list"],
        )
        assert retried == "Retried 1 email that failed or was being sent; 1 skipped.\n  being sent: 1\n"
        assert settled == "Settled 1 email that had an unknown outcome as sent.\n"
        data = json.loads(discarded)
        assert (data["changedCount"], data["status"], data["reason"]) == (1, "DONE", "Enough.")
        assert [line.split("(command line)  ")[1] for line in listed.splitlines()[1:]] == [
            "Discarded 1 email that waited",
            "Settled 1 email that had an unknown outcome as sent",
            "Retried 1 email that failed or was being sent; 1 skipped",
        ]
        found = await rows("SELECT status, discard_reason FROM deliveries ORDER BY id")
        assert [each["status"] for each in found] == ["canceled", "sent", "sending"]
        assert found[0]["discard_reason"] == "Enough."

    async def test_asks_first_by_the_number_and_changes_nothing_unasked(
        self, root: Path, environment: Environment
    ) -> None:
        await make_failed(group_id=await make_failure_group())
        group_id = str(await value("SELECT id FROM failure_groups"))
        commands = [
            ["delivery", "retry", "--failure-group", group_id, "--canary"],
            ["delivery", "discard", "--reason", "Enough."],
            ["delivery", "settle", "send_again"],
            ["delivery", "retry", "--expect", "0"],
        ]
        done = each_of(root, [Run(each, environment) for each in commands])
        first = ", one of each failure group first"
        nobody = "Nobody can be asked here: confirm it with --yes. Nothing was changed.\n"
        assert [(each.code, each.complained) for each in done] == [
            (
                1,
                f"Retry 1 email that failed with “550 mailbox full” to partner.example{first}? {nobody}",
            ),
            (1, f"Discard 1 email? {nobody}"),
            (1, f"Settle 1 email as not sent, to be sent again? {nobody}"),
            (1, "The list has changed: it has 1 now, not 0. Look at it again.\n"),
        ]
        assert await value("SELECT status FROM deliveries") == "failed"
        assert await value("SELECT count(*) FROM operator_acts") == 0

    async def test_prints_progress_until_workers_have_done_what_is_much(
        self, root: Path, environment: Environment
    ) -> None:
        count = AT_ONCE + 100
        await insert_deliveries(count, "failed")
        command = await start(root, "delivery", "discard", "--reason", "Enough.", "--yes")
        await until_said(command, "Discarding emails: 0 so far.")
        await work_on_acts("worker", 30.0, asyncio.Event())
        printed, _ = await command.communicate()
        assert (command.returncode, printed.decode()) == (0, f"Discarded {count} emails.\n")

    async def test_left_by_ctrl_c_it_says_how_to_follow_and_stop_it(self, root: Path, environment: Environment) -> None:
        await insert_deliveries(1, "failed")
        command = await start(root, "delivery", "retry", "--canary", "--yes")
        await until_said(command, "Retrying emails, one of each failure group first: 0 so far.")
        command.send_signal(signal.SIGINT)
        _, complained = await command.communicate()
        act_id = await value("SELECT id FROM operator_acts")
        assert command.returncode == 130
        assert f"`act stop {act_id}` stops it." in complained.decode()
        assert "Traceback" not in complained.decode()
        stopped, again = each_of(root, [Run(["act", "stop", str(act_id), "--yes"], environment)] * 2)
        assert stopped.printed == "Retried 0 emails, then stopped.\n"
        assert (again.code, again.complained) == (1, "This has ended already: there is nothing left to stop.\n")

    async def test_fails_where_the_act_was_stopped(self, root: Path, environment: Environment) -> None:
        await insert_deliveries(1, "failed")
        command = await start(root, "delivery", "retry", "--canary", "--yes")
        await until_said(command, "Retrying emails, one of each failure group first: 0 so far.")
        await rows("UPDATE operator_acts SET status = 'stopped', stop_reason = '550 mailbox full', finished_at = now()")
        _, complained = await command.communicate()
        assert command.returncode == 1
        assert complained.decode().endswith("Retried 0 emails, then stopped.\nEnded early: 550 mailbox full\n")

    async def test_as_json_it_says_what_stopped_the_act(self, root: Path, environment: Environment) -> None:
        failed = await make_failed(group_id=await make_failure_group())
        command = await start(root, "delivery", "retry", "--canary", "--yes", "--json")
        await until_said(command, "Retrying emails, one of each failure group first: 0 so far.")
        await work_on_acts("worker", 30.0, asyncio.Event())
        await rows(
            "UPDATE deliveries SET status = 'failed', attempt_count = 2, failure_group_id = $1",
            failed["failure_group_id"],
        )
        await rows(
            """
            INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome, reply_code, reply)
            VALUES (uuidv7(), $1, 2, 'a', now(), 'rejected', 550, 'mailbox full')
            """,
            failed["id"],
        )
        await rows("UPDATE operator_acts SET lease_until = NULL")
        await work_on_acts("worker", 30.0, asyncio.Event())
        printed, complained = await command.communicate()
        assert (command.returncode, complained.decode().endswith("then stopped.\nEnded early: 550 mailbox full\n")) == (
            1,
            True,
        )
        data = json.loads(printed)
        assert (data["status"], data["stopReason"]) == ("STOPPED", "550 mailbox full")
        (canary,) = data["canaries"]
        assert canary == {
            "deliveryId": str(failed["id"]),
            "failureGroupId": str(failed["failure_group_id"]),
            "outcome": "REJECTED",
            "reply": "550 mailbox full",
            "isSameAgain": True,
        }

    def test_says_when_nobody_has_done_anything(self, root: Path, environment: Environment) -> None:
        listed, as_data = printed_by(root, environment, ["act", "list"], ["act", "list", "--json"])
        assert (listed, as_data) == ("No operator has done anything yet.\n", "[]\n")


async def start(root: Path, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", *arguments,
        cwd=root,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def until_said(command: asyncio.subprocess.Process, sentence: str) -> None:
    """Reads what it says of its progress up to this line."""
    stderr: Any = command.stderr
    async with asyncio.timeout(PROGRAMS_SECONDS):
        while (line := (await stderr.readline()).decode().rstrip("\n")) != sentence:
            assert line, "it has ended"
