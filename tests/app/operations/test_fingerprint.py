"""What counts as a change of the background work, and what finding out costs."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from app.database.sql import rows
from app.database.transaction import transaction
from app.operations.actions import record_heartbeat, remove_heartbeat
from app.operations.acts import ActKind, begin_act
from app.operations.fingerprint import FINGERPRINT, read_fingerprint
from app.operations.schedules import ScheduleReport
from app.operations.workers import write_running
from app.queues.running_jobs import RunningJobs
from tests.support.bulk_uploads import lines, make_finished, upload
from tests.support.executed_statements import Statement
from tests.support.factories import make_admin, make_invitation
from tests.support.operators import COMMAND_LINE

WORKER = ("email@one:7:aa", "email", "one")
REPORT = ScheduleReport("purge", 3600, -10, 700, 3590, "OSError in app/x.py, line 7", -10)
ROLL_UP = """
WITH changes AS (DELETE FROM queue_count_changes RETURNING queue, state, failure_group_id, delta)
INSERT INTO queue_counts AS c (id, queue, state, failure_group_id, count)
SELECT uuidv7(), queue, state, failure_group_id, sum(delta) FROM changes GROUP BY queue, state, failure_group_id
ON CONFLICT (queue, state, failure_group_id) DO UPDATE SET count = c.count + excluded.count
"""
pytestmark = pytest.mark.usefixtures("database")


async def an_act() -> None:
    async with transaction():
        await begin_act(COMMAND_LINE, ActKind.PAUSE_QUEUE, {"queue": "email"})


async def a_pause() -> None:
    await rows(
        "INSERT INTO queue_pauses (id, queue, reason, paused_by_name) VALUES (uuidv7(), 'email', 'mending', 'Olive')"
    )


async def a_limit() -> None:
    await rows("INSERT INTO queue_limits (queue, concurrency, set_by_name) VALUES ('email', 3, 'Olive')")


async def the_mail_servers_refusal() -> None:
    await rows("INSERT INTO email_pauses (queue, resume_at, reason) VALUES ('email', now(), '535 no')")


async def an_email() -> None:
    await make_invitation(await make_admin())


async def a_file() -> None:
    await upload(await make_admin(), lines(["ada@example.com,Analyst,"]))


async def a_worker() -> None:
    await record_heartbeat("email@two:7:bb", "email", "two")


async def a_workers_end() -> None:
    await remove_heartbeat(WORKER[0])


async def a_workers_silence() -> None:
    await rows("UPDATE worker_heartbeats SET seen_at = now() - interval '31 seconds'")


async def an_error() -> None:
    await record_heartbeat(*WORKER, schedules=[replace(REPORT, error="KeyError", error_in=0.0)])


async def a_late_run() -> None:
    await record_heartbeat(*WORKER, schedules=[replace(REPORT, next_in=-31)])


@pytest.mark.parametrize(
    "change",
    [
        an_act,
        a_pause,
        a_limit,
        the_mail_servers_refusal,
        an_email,
        a_file,
        a_worker,
        a_workers_end,
        a_workers_silence,
        an_error,
        a_late_run,
    ],
)
async def test_differs_by(change: Callable[[], Awaitable[None]]) -> None:
    await record_heartbeat(*WORKER, schedules=[REPORT])
    before = await read_fingerprint()
    assert await read_fingerprint() == before
    await change()
    assert await read_fingerprint() != before


async def test_an_act_s_progress_and_its_end_are_changes() -> None:
    await rows(
        """
        INSERT INTO operator_acts (id, kind, actor_name, input, status, changed_count, skipped, canaries)
        VALUES (uuidv7(), 'retry_deliveries', 'Olive', '{}', 'running', 0, '{}', '[]')
        """
    )
    seen = {await read_fingerprint()}
    progress = ("changed_count = 100", "canaries = '[{}]'", "skipped = '{\"being_sent\": 1}'", "status = 'done'")
    for change in progress:
        await rows(f"UPDATE operator_acts SET {change}")
        seen.add(await read_fingerprint())
    assert len(seen) == 1 + len(progress)


async def test_a_heartbeat_is_no_change_whatever_the_worker_is_at() -> None:
    jobs = RunningJobs()
    await record_heartbeat(*WORKER, running=write_running(jobs), schedules=[REPORT])
    before = await read_fingerprint()
    with jobs.job("send", uuid4()):
        again = replace(REPORT, started_in=-1, error_in=-10.1)
        await record_heartbeat(*WORKER, running=write_running(jobs), schedules=[again])
    assert await read_fingerprint() == before


async def test_adding_the_changes_to_the_counts_is_no_change() -> None:
    await an_email()
    await a_file()
    before = await read_fingerprint()
    await rows(ROLL_UP)
    assert await read_fingerprint() == before


async def test_it_looks_at_no_delivery_and_at_no_upload_that_is_over() -> None:
    await make_finished(await make_admin(), 20_000)
    await rows(ROLL_UP)
    nodes = await Statement(FINGERPRINT, ()).explain()
    assert "deliveries" not in {each.get("Relation Name") for each in nodes}
    assert max(each["Actual Rows"] for each in nodes) < 100
