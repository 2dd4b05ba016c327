"""How many emails one worker process sends in a second, with all that is recorded about each.

`./dev bench email [COUNT]`: one real worker with its eight connections, a mail server that accepts everything, and a
PostgreSQL that flushes to the disk as in production.
"""

import asyncio
import os
import resource
import signal
import sys
from pathlib import Path

import asyncpg

from benchmarks.servers import Servers, embedded_servers
from benchmarks.smtp_sink import start_sink
from tests.support.email_worker_processes import QUEUE

COUNT = 10_000
GOAL = 1_500
POLL_SECONDS = 0.2
SPAN = """
SELECT extract(epoch FROM max(finished_at) - min(started_at))::float FROM delivery_attempts WHERE outcome = 'accepted'
"""


async def main(count: int = COUNT) -> None:
    async with embedded_servers() as servers:
        await _measure(count, servers)


async def _measure(count: int, servers: Servers) -> None:
    connection = await asyncpg.connect(servers.database_url)
    await connection.execute(QUEUE, count)
    await connection.execute("ANALYZE")
    before = _processor_seconds()
    async with await start_sink() as sink:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "workers", "email",
            cwd=Path(__file__).parent.parent,
            env=os.environ | servers.environment | {
                "SMTP_URL": f"smtp://127.0.0.1:{sink.sockets[0].getsockname()[1]}",
            },
        )  # fmt: skip
        while await connection.fetchval("SELECT count(*) FROM deliveries WHERE status <> 'sent'"):
            await asyncio.sleep(POLL_SECONDS)
        worker.send_signal(signal.SIGTERM)
        await worker.wait()
    seconds = await connection.fetchval(SPAN)
    await connection.close()
    processor = (_processor_seconds() - before) / count * 1000
    print(f"email: {count} emails in {seconds:.1f} s: {count / seconds:,.0f}/s (goal {GOAL:,}/s)")
    print(f"email: {processor:.2f} ms of processor time each, the worker's start included")


def _processor_seconds() -> float:
    """Returns the processor time of child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
