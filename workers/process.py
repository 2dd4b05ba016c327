"""Runs one worker: its schedules, beside arq's own worker, until SIGTERM; then it finishes what it has begun."""

import asyncio
import logging
import os
import signal
import socket
from contextlib import suppress
from typing import Any
from uuid import uuid4

import orjson
from arq.worker import Worker
from redis.exceptions import RedisError

from app.runtime import Runtime, connect_redis, open_mailer, open_runtime
from app.sending.actions import Sender
from app.settings import Settings
from workers.settings import Schedule, WorkerClass

logger = logging.getLogger(__name__)
LONGEST_BACK_OFF = 10.0
READ_LIMIT = 100


async def run(settings: Settings, worker_class: WorkerClass) -> None:
    """Returns once the worker has been told to stop and has drained."""
    stopping, wake = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    worker = f"{worker_class.name}@{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    mailer = open_mailer(settings)
    async with open_runtime(settings) as runtime:
        sender = Sender(worker, mailer, settings, stopping)
        tasks = [asyncio.create_task(_repeat(schedule, sender, wake)) for schedule in worker_class.schedules]
        listening = asyncio.create_task(_listen(worker_class, runtime, wake, stopping))
        logger.info("worker_ready", extra={"worker": worker})
        await stopping.wait()
        wake.set()
        listening.cancel()
        await asyncio.wait(tasks, timeout=settings.drain_seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(listening, *tasks, return_exceptions=True)
        await mailer.close()
    logger.info("worker_stopped", extra={"worker": worker})


async def _repeat(schedule: Schedule, sender: Sender, wake: asyncio.Event) -> None:
    """A task that fails is tried again, less and less often while it keeps failing."""
    failures = 0
    woken = wake if schedule.wakeable else asyncio.Event()
    while not sender.stopping.is_set():
        woken.clear()
        try:
            await schedule.task(sender)
            failures = 0
        except Exception:
            failures += 1
            logger.exception("task_failed", extra={"task": schedule.task.__name__})
        pause = schedule.seconds if not failures else min(LONGEST_BACK_OFF, 0.25 * 2**failures)
        await _first(asyncio.create_task(woken.wait()), asyncio.create_task(sender.stopping.wait()), seconds=pause)


async def _listen(worker_class: WorkerClass, runtime: Runtime, wake: asyncio.Event, stopping: asyncio.Event) -> None:
    """arq's worker ends when Redis goes away; here it begins again, as often as it takes."""
    back_off = 0.5
    while not stopping.is_set():
        worker = Worker(
            functions=list[Any](worker_class.jobs),
            queue_name=worker_class.queue,
            redis_pool=connect_redis(runtime.settings),
            ctx={"wake": wake},
            handle_signals=False,
            keep_result=0,
            max_tries=1,
            poll_delay=0.1,
            queue_read_limit=READ_LIMIT,
            job_serializer=orjson.dumps,
            job_deserializer=orjson.loads,
        )
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            logger.warning("redis_away", extra={"reason": type(error).__name__, "again_in": back_off})
            await asyncio.sleep(back_off)
            back_off = min(LONGEST_BACK_OFF, back_off * 2)
        finally:
            with suppress(RedisError, OSError):
                await worker.close()


async def _first(*tasks: asyncio.Task[bool], seconds: float) -> None:
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
