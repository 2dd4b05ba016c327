"""Administrators name operators on the command line, and look after workers and uploads there."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from app.database.sql import value
from app.operations.actions import record_heartbeat
from app.operations.operators import list_operators
from app.operations.schedules import ScheduleReport
from app.operations.workers import write_running
from app.queues.running_jobs import RunningJobs
from tests.support.bulk_uploads import lines, upload, validated
from tests.support.command_runs import Run, each_of
from tests.support.factories import make_admin, make_user

pytestmark = pytest.mark.usefixtures("database")


class TestOperators:
    async def test_are_added_listed_and_removed(self, root: Path, environment: dict[str, str]) -> None:
        await make_user("olive@example.com", "Olive")
        olive = ["operator", "add", "olive@example.com", "--yes"]
        commands = [
            ["operator", "list"],
            [*olive, "--read-only"],
            [*olive, "--sees-addresses"],
            ["operator", "add", "otto@example.com", "--name", "Otto", "--yes"],
            ["operator", "list"],
            ["operator", "list", "--json"],
            ["operator", "remove", "olive@example.com", "--yes"],
            ["operator", "remove", "olive@example.com", "--yes"],
        ]
        done = each_of(root, [Run(each, environment) for each in commands])
        nobody, read_only, full, new, listed, as_data, removed, again = done
        assert [each.code for each in done] == [0, 0, 0, 0, 0, 0, 0, 1]
        assert nobody.printed == "Nobody is an operator. `operator add ADDRESS` makes somebody one.\n"
        assert read_only.printed == "Olive (olive@example.com) may look at the background jobs.\n"
        assert full.printed == (
            "Olive (olive@example.com) may look at the background jobs and act, and sees addresses.\n"
        )
        assert "The rights count once a password was chosen by the link that is being sent." in new.printed
        assert listed.printed.splitlines() == [
            "ADDRESS            NAME   MAY ACT  SEES ADDRESSES  CONFIRMED",
            "olive@example.com  Olive  yes      yes             yes",
            "otto@example.com   Otto   yes      no              no",
        ]
        assert [each["email"] for each in json.loads(as_data.printed)] == ["olive@example.com", "otto@example.com"]
        assert removed.printed == "Olive (olive@example.com) is no operator any more.\n"
        assert again.complained == "There is no such operator, or not any more.\n"
        assert [each.email for each in await list_operators()] == ["otto@example.com"]
        actors = await value("SELECT array_agg(DISTINCT actor_name) FROM operator_acts")
        assert len(actors) == 1
        assert actors[0].endswith(" (command line)")

    async def test_are_not_added_before_it_is_confirmed(self, root: Path, environment: dict[str, str]) -> None:
        await make_user("olive@example.com", "Olive")
        commands = [["operator", action, "olive@example.com"] for action in ("add", "remove")]
        for done in each_of(root, [Run(each, environment) for each in commands]):
            assert (done.code, done.printed) == (1, "")
            assert done.complained.endswith("? Nobody can be asked here: confirm it with --yes. Nothing was changed.\n")
        assert await list_operators() == []


class TestWorkers:
    async def test_are_listed_with_what_they_run_and_their_schedules(
        self, root: Path, environment: dict[str, str]
    ) -> None:
        late = ScheduleReport("purge", 3600, -600, 12, -90, "OSError in app/x.py, line 7", -600)
        well = ScheduleReport("count_emails", 0.25, -1, 1234, 10_000)
        jobs = RunningJobs()
        commands = [
            Run([noun, "list", *form], environment) for noun in ("worker", "schedule") for form in ([], ["--json"])
        ]
        nobody, _, nothing, _ = each_of(root, commands)
        assert nobody.printed.startswith("No worker was seen within a day.")
        assert nothing.printed == "No worker has reported a schedule yet.\n"
        with jobs.job("validate", UUID(int=7)):
            running = write_running(jobs)
        await record_heartbeat("bulk@one:7:aa", "bulk", "one", version="1.2", running=running, schedules=[late, well])
        workers, workers_data, schedules, schedules_data = each_of(root, commands)
        heading, worker = workers.printed.splitlines()
        assert heading.split() == ["WORKER", "VERSION", "STARTED", "SEEN", "ALIVE", "RUNS"]
        assert worker.split()[:2] + worker.split()[-2:] == ["bulk@one:7:aa", "1.2", "yes", "1"]
        (data,) = json.loads(workers_data.printed)
        assert data["running"][0]["subjectId"] == str(UUID(int=7))
        assert "bulk   purge         10 min ago  12 ms     LATE by 1 min: bulk@one:7:aa" in schedules.printed
        assert "OSError in app/x.py, line 7 (10 min ago)" in schedules.printed
        assert "1,234 ms  in 2 h" in schedules.printed
        assert {each["name"]: each["isLate"] for each in json.loads(schedules_data.printed)} == {
            "purge": True,
            "count_emails": False,
        }


class TestBulkInvites:
    async def test_are_listed_and_stopped(self, root: Path, environment: dict[str, str]) -> None:
        admin = await make_admin()
        slug = await value("SELECT slug FROM organizations")
        ready, waiting = (
            await validated(admin, lines(["ada@example.com,Analyst,"])),
            await upload(admin, lines(["b@x.example,,"])),
        )
        stop = ["bulk-invite", "stop", str(waiting), "--reason", "too large"]
        commands = [
            ["bulk-invite", "list"],
            ["bulk-invite", "list", "--organization", slug, "--status", "ready", "--status", "failed", "--json"],
            ["bulk-invite", "list", "--status", "failed"],
            ["bulk-invite", "list", "--limit", "1"],
            ["bulk-invite", "list", "--limit", "0"],
            ["bulk-invite", "list", "--organization", "nope"],
            stop,
            [*stop, "--yes", "--json"],
            [*stop, "--yes"],
            ["bulk-invite", "stop", str(UUID(int=1)), "--reason", "none", "--yes"],
            ["bulk-invite", "stop", "seven", "--reason", "none", "--yes"],
        ]
        done = each_of(root, [Run(each, environment) for each in commands])
        assert [each.code for each in done] == [0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 2]
        listed, filtered, none, page, bounds, nope, unasked, stopped, again, unknown, no_id = done
        assert listed.printed.split()[:9] == [
            "ID", "ORGANIZATION", "FILE", "STATUS", "ROWS", "ATTEMPTS", "UPLOADED", "WORKER", "FAILURE",
        ]  # fmt: skip
        assert [line.split()[0] for line in listed.printed.splitlines()[1:]] == [str(waiting), str(ready)]
        assert [each["id"] for each in json.loads(filtered.printed)] == [str(ready)]
        assert none.printed == "There is no such bulk invite.\n"
        assert page.printed.endswith("There are more: --limit 4, --status and --organization say which to list.\n")
        assert bounds.complained == "--limit has to be from 1 to 500.\n"
        assert nope.complained.startswith("There is no organization with the slug 'nope'")
        assert unasked.complained.startswith(
            "The list of people of Acme Devices is validating and has 0 rows. Cancel it? Nobody can be asked here:"
        )
        told = json.loads(stopped.printed)
        assert (told["status"], told["changedCount"]) == ("CANCELED", 1)
        assert again.printed == "The list of people of Acme Devices was canceled already; nothing was changed.\n"
        assert unknown.complained.startswith("There is no such bulk invite.")
        assert no_id.complained.startswith("Argument ID: 'seven' is no id.")
