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

from app.database.migrate import migrate
from benchmarks.sink import start_sink
from devserver.postgres import Postgres
from devserver.temporary_folder import TemporaryFolder
from devserver.valkey import Valkey
from tests.support.email_worker_processes import QUEUE
from tests.support.servers import RunningProgram

COUNT = 10_000
GOAL = 1_500
POLL_SECONDS = 0.2
SPAN = """
SELECT extract(epoch FROM max(finished_at) - min(started_at))::float FROM delivery_attempts WHERE outcome = 'accepted'
"""


async def main(count: int = COUNT) -> None:
    with TemporaryFolder("senturo-bench-") as scratch:
        postgres = Postgres(scratch.path / "postgres", scratch.path / "sockets")
        valkey = Valkey(scratch.path / "valkey", scratch.path / "sockets")
        postgres.prepare()
        valkey.prepare()
        with RunningProgram(postgres.program()), RunningProgram(valkey.program()):
            await migrate(postgres.dsn())
            await _measure(count, postgres.dsn(), valkey.url())


async def _measure(count: int, database_url: str, redis_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(QUEUE, count)
    await connection.execute("ANALYZE")
    before = _processor_seconds()
    async with await start_sink() as sink:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "workers", "email",
            cwd=Path(__file__).parent.parent,
            env=os.environ | {
                "ENVIRONMENT": "development",
                "DATABASE_URL": database_url,
                "REDIS_URL": redis_url,
                "SMTP_URL": f"smtp://127.0.0.1:{sink.sockets[0].getsockname()[1]}",
                "PUBLIC_URL": "http://localhost:8000",
                "SECRET_KEYS": "bench:YS1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy1mb3ItYmVuY2htYXJrcw",
                "LOG_LEVEL": "WARNING",
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
    """Of child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
