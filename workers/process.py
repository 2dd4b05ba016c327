"""Runs one worker process: its schedules, beside arq's own worker, until SIGTERM; then it drains."""

import asyncio
import logging
import signal
import time
from contextlib import nullcontext, suppress
from typing import Any

import orjson
from arq.connections import ArqRedis
from arq.worker import Worker
from redis.exceptions import RedisError

from app.database.outages import DatabaseUnavailable
from app.database.probe import Readiness
from app.email_kinds import EMAIL_KINDS
from app.monitoring.process import measuring, monitoring
from app.occasional_log import OccasionalLog
from app.runtime import Runtime, connect_redis, open_mailer, open_runtime
from app.settings import Settings
from app.tasks import end
from app.telemetry import log_context
from app.telemetry.of_process import process_name, sending_telemetry
from app.turns import turns
from workers.context import WorkerContext
from workers.heartbeat import remove_heartbeat
from workers.readiness import readiness_of
from workers.schedule_runs import LoggedFailure
from workers.settings import Schedule, WorkerClass

logger = logging.getLogger(__name__)
outages = OccasionalLog(logger, "database_unavailable")
redis_outages = OccasionalLog(logger, "redis_down")
FIRST_BACK_OFF = 0.5  # seconds, like the next
MAX_BACK_OFF = 10.0
QUEUE_READ_LIMIT = 100


async def run(settings: Settings, worker_class: WorkerClass) -> None:
    """Returns once SIGTERM or SIGINT has arrived and the worker has drained, at most DRAIN_SECONDS later."""
    worker = process_name(worker_class.name)
    log_context.name_process(worker=worker)
    context = WorkerContext(worker, settings, open_mailer(settings), EMAIL_KINDS)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, context.stopping.set)

    async def check_ready() -> Readiness:
        return readiness_of(context, turns)

    async with (
        sending_telemetry(settings, worker),
        measuring(settings, worker_class.name) as exposition,
        open_runtime(settings, settings.database_worker_statement_seconds) as runtime,
        monitoring(exposition, settings, worker_class.name, runtime.redis, check_ready),
    ):
        tasks = [asyncio.create_task(_repeat(schedule, context)) for schedule in worker_class.schedules]
        listening: list[asyncio.Task[None]] = []
        if worker_class.queue is not None:
            listening.append(asyncio.create_task(_listen(worker_class.queue, worker_class, runtime, context.wake)))
        logger.info("worker_ready", extra={"worker": worker})
        await context.stopping.wait()
        context.wake.set()
        for task in listening:
            task.cancel()
        await asyncio.wait(tasks, timeout=settings.drain_seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await end(listening)
        await context.mailer.close()
        await remove_heartbeat(worker)
    logger.info("worker_stopped", extra={"worker": worker})


async def _repeat(schedule: Schedule, context: WorkerContext, first_back_off: float = FIRST_BACK_OFF) -> None:
    """A task that fails is tried again, less and less often while it keeps failing."""
    run = context.schedule_runs.add(schedule.task.__name__, schedule.seconds, lasts=schedule.wakeable)
    back_off = first_back_off
    woken = context.wake if schedule.wakeable else asyncio.Event()
    while not context.stopping.is_set():
        woken.clear()
        run.begin()
        log_context.begin(task=schedule.task.__name__)
        try:
            # The others may take as long as what is to be tidied up.
            with turns.watched(schedule.task.__name__) if schedule.wakeable else nullcontext():
                await schedule.task(context)
            pause, back_off = schedule.seconds, first_back_off
        except DatabaseUnavailable as error:
            outages.warn(task=schedule.task.__name__, reason=str(error))
            run.fail(error)
            pause, back_off = back_off, min(MAX_BACK_OFF, back_off * 2)
        except LoggedFailure as failure:
            run.fail(failure.__cause__ or failure)
            pause = schedule.seconds
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and _is_to_end():
                raise
            logger.exception("task_failed", extra={"again_in": back_off})
            run.fail(error)
            pause, back_off = back_off, min(MAX_BACK_OFF, back_off * 2)
        run.end(pause)
        await _first(asyncio.create_task(woken.wait()), asyncio.create_task(context.stopping.wait()), seconds=pause)


def _is_to_end() -> bool:
    """Whether somebody has canceled this task, and not what it waited for: by that it would end and nobody know it."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _listen(queue: str, worker_class: WorkerClass, runtime: Runtime, wake: asyncio.Event) -> None:
    """Runs arq's worker, which ends when Redis goes down, again and again."""
    back_off = FIRST_BACK_OFF
    while True:
        redis = connect_redis(runtime.settings)
        worker = Worker(
            functions=list[Any](worker_class.jobs),
            queue_name=queue,
            redis_pool=redis,
            ctx={"wake": wake},
            handle_signals=False,
            keep_result=0,
            max_tries=1,
            poll_delay=0.1,
            queue_read_limit=QUEUE_READ_LIMIT,
            job_serializer=orjson.dumps,
            job_deserializer=orjson.loads,
        )
        began = time.monotonic()
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            redis_outages.warn(reason=type(error).__name__)
        except Exception:
            logger.exception("arq_failed")
        finally:
            await _close(worker, redis)
        ran_well = time.monotonic() - began > MAX_BACK_OFF
        back_off = FIRST_BACK_OFF if ran_well else min(MAX_BACK_OFF, back_off * 2)
        await asyncio.sleep(back_off)


async def _close(worker: Worker, redis: ArqRedis) -> None:
    """arq's own `close` sends commands to Redis first, which may be down."""
    await end(worker.tasks.values())
    with suppress(RedisError, OSError):
        await redis.aclose(close_connection_pool=True)


async def _first(*tasks: asyncio.Task[bool], seconds: float) -> None:
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
