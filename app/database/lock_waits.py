"""Says what the migrations wait for, while they wait."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from asyncpg import Connection, InterfaceError, PostgresError

from app.tasks import end

Report = Callable[[str], None]
LOOK_SECONDS = 0.2
REPEAT_SECONDS = 10.0
# Not of the watcher itself, for whose moment an index that is built concurrently waits as for everybody's.
# No text of anybody's statement: it may hold what nobody should read.
WAITS = """
    SELECT DISTINCT held.relation::regclass::text AS relation, holder.pid, holder.application_name, holder.state,
        extract(epoch FROM clock_timestamp() - holder.xact_start)::int AS seconds
    FROM pg_stat_activity AS waiting
    CROSS JOIN LATERAL unnest(pg_blocking_pids(waiting.pid)) AS blocking (pid)
    LEFT JOIN pg_stat_activity AS holder ON holder.pid = blocking.pid
    LEFT JOIN pg_locks AS held ON held.pid = waiting.pid AND NOT held.granted
    WHERE waiting.datname = current_database() AND waiting.application_name = $1 AND blocking.pid <> pg_backend_pid()
    ORDER BY 2 LIMIT 5"""


@asynccontextmanager
async def reported_waits(watcher: Connection, application_name: str, report: Report) -> AsyncIterator[None]:
    """Until the end of the block: reports for whom the sessions of `application_name` wait.

    Raises TimeoutError where the server no longer answers `watcher`, however long the block's own statements may take.
    """
    try:
        async with asyncio.timeout(None) as silence:
            watching = asyncio.create_task(_watch(watcher, application_name, report, silence), name="watch locks")
            try:
                yield
            finally:
                await end([watching])
    except TimeoutError:
        if silence.expired():
            raise TimeoutError("the server has stopped answering") from None
        raise


async def _watch(watcher: Connection, application_name: str, report: Report, silence: asyncio.Timeout) -> None:
    reported: dict[tuple[object, ...], float] = {}
    with suppress(PostgresError, InterfaceError, OSError):  # what it watches says what is wrong
        while True:
            try:
                rows = await watcher.fetch(WAITS, application_name)
            except TimeoutError:
                silence.reschedule(asyncio.get_running_loop().time())
                return
            for row in rows:
                wait = (row["relation"], row["pid"])
                if time.monotonic() - reported.get(wait, -REPEAT_SECONDS) >= REPEAT_SECONDS:
                    reported[wait] = time.monotonic()
                    report(describe_wait(**row))
            await asyncio.sleep(LOOK_SECONDS)


def describe_wait(
    relation: str | None, pid: int | None, application_name: str | None, state: str | None, seconds: int | None
) -> str:
    """Returns a sentence. Without a relation it is the end of a transaction that is waited for."""
    what = (
        f"for the table {relation}, which process {pid} uses" if relation else f"for the transaction of process {pid}"
    )
    known = [application_name or "", state or "", f"since {seconds} s" if seconds is not None else ""]
    details = ", ".join(each for each in known if each)
    return f"Waiting {what}{f' ({details})' if details else ''}."
