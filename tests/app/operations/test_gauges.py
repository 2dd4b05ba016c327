"""What machines read of the background work."""

import pytest

from app.database.sql import rows
from app.deliveries.actions import BULK, SINGLE
from app.metrics.catalog import FIGURES, OLDEST_WAITING, PAUSED_DOMAINS, QUEUE_JOBS, QUEUE_PAUSED, WORKERS
from app.metrics.instruments import Gauge
from app.operations.gauges import STATES, read_gauges
from app.operations.workers import ALIVE_SECONDS
from tests.support.bulk_uploads import lines, upload
from tests.support.factories import make_admin

HOUR = 3600.0
QUEUE = """
    INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, due_at, status, attempt_count,
                            retry_count, lease_until)
    SELECT uuidv7(), 'invitation', uuidv7(), 1, uuidv7()::text, $2::int,
           CASE WHEN $3::text IN ('queued', 'deferred', 'unknown') THEN now() - make_interval(secs => $4) END, $3, 0, 0,
           CASE WHEN $3 = 'sending' THEN now() END
      FROM generate_series(1, $1::int) AS n"""
CHANGE_LIST = """
    UPDATE bulk_invites SET status = $2, lease_until = now() + make_interval(secs => $3) WHERE id = $1"""
AGE_LIST = "UPDATE bulk_invites SET changed_at = now() - make_interval(secs => $2) WHERE id = $1"


async def make_list(status: str, *, leased: float | None = None) -> None:
    """A bulk invite that has not changed for an hour. Its lease ends in so many seconds; None: nobody has had one."""
    bulk_invite_id = await upload(await make_admin(), lines(["ada@acme.example,analyst,"]))
    await rows(CHANGE_LIST, bulk_invite_id, status, leased)
    await rows(AGE_LIST, bulk_invite_id, HOUR)


async def queue(status: str, count: int = 1, *, priority: int = SINGLE, waited: float = 0.0) -> None:
    await rows(QUEUE, count, priority, status, waited)


async def read() -> dict[tuple[Gauge, tuple[str, ...]], float]:
    return {(each.gauge, each.values): each.number for each in await read_gauges()}


async def test_everything_is_there_and_0_where_nothing_is(database: None) -> None:
    figures = await read()
    assert set(figures.values()) == {0.0}
    jobs = {values for gauge, values in figures if gauge is QUEUE_JOBS}
    assert jobs == {(queue, state) for queue, states in STATES.items() for state in states}
    assert {gauge for gauge, _ in figures} == {each for each in FIGURES if each.labels}


async def test_jobs_are_counted_by_state(database: None) -> None:
    await queue("queued", 3)
    await queue("sent", 2)
    await make_list("sending", leased=60.0)
    figures = await read()
    assert figures[QUEUE_JOBS, ("email", "queued")] == 3
    assert figures[QUEUE_JOBS, ("email", "sent")] == 2
    assert figures[QUEUE_JOBS, ("bulk", "sending")] == 1
    await rows("UPDATE deliveries SET status = 'failed', due_at = NULL WHERE status = 'queued'")
    figures = await read()
    assert (figures[QUEUE_JOBS, ("email", "queued")], figures[QUEUE_JOBS, ("email", "failed")]) == (0, 3)


@pytest.mark.parametrize("priority", [SINGLE, BULK])
async def test_the_oldest_email_that_is_due_counts_whatever_its_priority(database: None, priority: int) -> None:
    for each in (SINGLE, BULK):
        await queue("queued", priority=each, waited=10)
    await queue("deferred", priority=priority, waited=1000)
    await queue("sending", priority=priority)
    await queue("queued", priority=priority, waited=-1000)
    assert 1000 <= (await read())[OLDEST_WAITING, ("email",)] < 1010


async def test_a_list_waits_since_it_last_changed_or_its_lease_ran_out(database: None) -> None:
    await make_list("sending", leased=60.0)
    await make_list("ready")
    assert (await read())[OLDEST_WAITING, ("bulk",)] == 0
    await make_list("sending", leased=-600.0)
    assert 600 <= (await read())[OLDEST_WAITING, ("bulk",)] < 700
    await make_list("validating")
    assert (await read())[OLDEST_WAITING, ("bulk",)] >= HOUR


async def test_pauses_are_told_apart(database: None) -> None:
    await rows("INSERT INTO email_pauses (queue, resume_at, reason) VALUES ('email', now(), 'refused')")
    for queue_name, domain in (("bulk", None), ("email", "a.example"), ("email", "b.example")):
        await rows(
            "INSERT INTO queue_pauses (id, queue, recipient_domain, reason, paused_by_name)"
            " VALUES (uuidv7(), $1, $2, 'a reason', 'Ada')",
            queue_name,
            domain,
        )
    figures = await read()
    assert {values for gauge, values in figures if gauge is QUEUE_PAUSED and figures[gauge, values]} == {
        ("email", "mail_server"),
        ("bulk", "operator"),
    }
    assert (figures[PAUSED_DOMAINS, ("email",)], figures[PAUSED_DOMAINS, ("bulk",)]) == (2, 0)


async def test_workers_are_those_whose_heartbeat_is_new(database: None) -> None:
    for worker, kind, age in (("a", "email", 0.0), ("b", "email", 5.0), ("c", "bulk", ALIVE_SECONDS + 5)):
        await rows(
            "INSERT INTO worker_heartbeats (worker, kind, host, seen_at)"
            " VALUES ($1, $2, 'here', now() - make_interval(secs => $3))",
            worker,
            kind,
            age,
        )
    figures = await read()
    assert (figures[WORKERS, ("email",)], figures[WORKERS, ("bulk",)]) == (2, 0)
