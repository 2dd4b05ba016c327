"""What operators see of workers and schedules."""

from uuid import uuid4

import pytest

from app.operations.actions import record_heartbeat
from app.operations.schedules import ScheduleReport
from app.operations.workers import write_running
from app.queues.running_jobs import RunningJobs
from tests.support.factories import global_id, make_admin, token_of
from tests.support.graphql_client import Api
from tests.support.operators import make_operator

QUERY = """
{ operations {
    workers { name queue host version isAlive runningCount running { name subjectId } }
    schedules { name queue intervalSeconds worker lastDurationMs isLate lastError }
} }
"""
TIMES = """
{ operations {
    at workers { startedAt seenAt running { startedAt } } schedules { lastRunAt nextRunAt lastErrorAt }
} }
"""


@pytest.fixture
async def bulk_invite_id(database: None) -> str:
    """The bulk invite that a worker validates, which also has a schedule that failed."""
    jobs, subject_id = RunningJobs(), uuid4()
    report = ScheduleReport("purge", 3600, -10, 700, 3590, "OSError in app/x.py, line 7", -10)
    with jobs.job("validate", subject_id):
        await record_heartbeat(
            "bulk@one:7:aa", "bulk", "one", version="1.2.3", running=write_running(jobs), schedules=[report]
        )
    return global_id("BulkInviteJob", subject_id)


async def test_operators_see_them(api: Api, bulk_invite_id: str) -> None:
    _, token = await make_operator(may_act=False)
    assert (await api(QUERY, token))["operations"] == {
        "workers": [
            {
                "name": "bulk@one:7:aa",
                "queue": "BULK",
                "host": "one",
                "version": "1.2.3",
                "isAlive": True,
                "runningCount": 1,
                "running": [{"name": "validate", "subjectId": bulk_invite_id}],
            }
        ],
        "schedules": [
            {
                "name": "purge",
                "queue": "BULK",
                "intervalSeconds": 3600,
                "worker": "bulk@one:7:aa",
                "lastDurationMs": 700,
                "isLate": False,
                "lastError": "OSError in app/x.py, line 7",
            }
        ],
    }
    times = (await api(TIMES, token))["operations"]
    (schedule,) = times["schedules"]
    assert schedule["lastRunAt"] == schedule["lastErrorAt"] < times["at"] < schedule["nextRunAt"]


async def test_nobody_else_does(api: Api, bulk_invite_id: str) -> None:
    for token in (await token_of(await make_admin()), None):
        assert (await api(QUERY, token))["operations"] is None
