"""Redis and PostgreSQL go away while a worker sends."""

import asyncio
import signal
import time

from redis.asyncio import Redis

from tests.failures.conftest import Servers
from tests.support.email_worker_processes import COUNT, Outgoing
from tests.support.servers import RunningProgram

QUICK_SECONDS = 20.0  # less than a worker may take to finish what is in flight


async def half_sent(shaky: Outgoing) -> RunningProgram:
    await shaky.queue()
    worker = await shaky.start_worker()
    await shaky.taken(COUNT // 4)
    return worker


async def restart(program: RunningProgram) -> None:
    program.kill()
    await asyncio.to_thread(program.start)


class TestRedis:
    async def test_flushed_nothing_is_lost_or_sent_twice(self, shaky: Outgoing) -> None:
        await half_sent(shaky)
        redis = Redis.from_url(shaky.environment["REDIS_URL"])
        await redis.flushall()
        await redis.aclose()
        await shaky.everything_is_sent()
        assert await shaky.duplicates() == 0

    async def test_restarted_nothing_is_lost_or_sent_twice(self, shaky: Outgoing, servers: Servers) -> None:
        await half_sent(shaky)
        await restart(servers.valkey)
        await shaky.everything_is_sent()
        assert await shaky.duplicates() == 0

    async def test_gone_all_the_time_everything_is_sent_and_the_worker_stops_quickly(self, shaky: Outgoing) -> None:
        nowhere = shaky.environment["REDIS_URL"].replace("valkey.sock", "nothing.sock")
        await shaky.queue()
        worker = await shaky.start_worker(REDIS_URL=nowhere)
        await shaky.everything_is_sent()
        assert await shaky.duplicates() == 0
        began = time.monotonic()
        assert await shaky.stop(worker) == 0
        assert time.monotonic() - began < QUICK_SECONDS


class TestPostgres:
    async def test_killed_and_started_again_everything_is_sent_and_what_went_out_twice_is_on_record(
        self, shaky: Outgoing, servers: Servers
    ) -> None:
        await half_sent(shaky)
        servers.postgres.process.send_signal(signal.SIGQUIT)  # its immediate shutdown: no goodbye, recovery at start
        await asyncio.to_thread(servers.postgres.process.wait)
        await asyncio.to_thread(servers.postgres.start)
        await shaky.everything_is_sent()
        await shaky.duplicates()

    async def test_a_worker_that_starts_before_the_database_waits_for_it(
        self, shaky: Outgoing, servers: Servers
    ) -> None:
        await shaky.queue()
        servers.postgres.stop()
        worker = await shaky.start_worker()
        await asyncio.to_thread(servers.postgres.start)
        await shaky.everything_is_sent()
        assert await shaky.duplicates() == 0
        assert worker.process.poll() is None
