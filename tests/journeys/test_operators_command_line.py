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
from tests.journeys.test_command_line import Run, each_of
from tests.support.factories import make_user

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
            "Olive (olive@example.com) may look at the background jobs and steer them, and sees addresses.\n"
        )
        assert "The rights count once a password was chosen by the link that is being sent." in new.printed
        assert listed.printed.splitlines() == [
            "ADDRESS            NAME   MAY STEER  SEES ADDRESSES  CONFIRMED",
            "olive@example.com  Olive  yes        yes             yes",
            "otto@example.com   Otto   yes        no              no",
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
