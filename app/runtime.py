"""What a process of the product has open, web process or worker: database, Redis, mailer.

The garbage collector's settings are here too.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import orjson
from arq.connections import ArqRedis
from asyncpg import ClientConfigurationError, PostgresError
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import parse_url

from app.database.connection import (
    CONNECTION_ERRORS,
    Waits,
    close_database,
    connect,
    open_database,
    refuse_mixing_pooler,
)
from app.database.poolers import refuse_statement_pooler
from app.database.requirements import UnsuitableDatabaseError, database_problem, newer_version
from app.mail import SmtpMailer
from app.pubsub.after_commit import dispatch_with
from app.pubsub.redis import RedisDispatcher
from app.queues.limits import MAX_CONCURRENCY
from app.queues.names import QueueName
from app.rate_limits.actions import count_with
from app.rate_limits.counters import SharedCounter
from app.settings import Settings
from app.tasks import end

logger = logging.getLogger(__name__)
REDIS_TIMEOUT_SECONDS = 2.0
FULL_COLLECTION_THRESHOLD = 100  # collections of the younger generation before a full one; Python's default is 10


@dataclass
class Runtime:
    """What a running process has. Redis may be unreachable at any time: nothing that must happen depends on it."""

    settings: Settings
    redis: ArqRedis


@asynccontextmanager
async def open_runtime(settings: Settings, statement_seconds: float) -> AsyncIterator[Runtime]:
    """Opens database and Redis, and dispatches the events and jobs of committed transactions.

    `statement_seconds` is how long a statement may take, which depends on the kind of process.
    """
    redis = connect_redis(settings)
    await open_database(
        settings.database_url.get_secret_value(),
        settings.database_pool_size,
        Waits(statement_seconds, settings.database_connect_seconds),
        prepared_statements=settings.prepares_statements,
    )
    dispatcher = RedisDispatcher(redis)
    dispatching = asyncio.create_task(dispatcher.run(), name="publish events and wake workers")
    stop_dispatching = dispatch_with(dispatcher)
    stop_counting = count_with(SharedCounter(redis))
    try:
        yield Runtime(settings, redis)
    finally:
        stop_dispatching()
        stop_counting()
        with suppress(TimeoutError):
            await asyncio.wait_for(dispatcher.join(), REDIS_TIMEOUT_SECONDS)
        await end([dispatching])
        await close_database()
        await redis.aclose(close_connection_pool=True)


def exit_on_unsuitable_database(settings: Settings) -> None:
    """Exits with a sentence where the service cannot work on this database. One that is away may come back.

    In a thread, since uvicorn calls the application's factory from within its event loop.
    """
    with ThreadPoolExecutor(1) as thread:
        problem = thread.submit(asyncio.run, _database_problem(settings)).result()
    if problem:
        sys.exit(problem)


async def _database_problem(settings: Settings) -> str | None:
    url = settings.database_url.get_secret_value()
    try:
        connection = await connect(url)
        try:
            await refuse_statement_pooler(connection)
            if problem := await database_problem(connection.fetch):
                return problem
            if settings.prepares_statements:
                await refuse_mixing_pooler(url)
            if notice := await newer_version(connection.fetch):
                logger.warning("database_newer", extra={"notice": notice})
        finally:
            connection.terminate()
    except UnsuitableDatabaseError as error:
        return str(error)
    except (*CONNECTION_ERRORS, PostgresError) as error:
        if isinstance(error, ClientConfigurationError):
            return f"DATABASE_URL cannot be used: {error}."
        logger.warning("database_down", extra={"reason": f"{type(error).__name__}: {error}".rstrip(": ")})
    return None


def connect_redis(settings: Settings) -> ArqRedis:
    """Returns a client that connects when it is used; jobs are JSON."""
    options: dict[str, Any] = {
        **parse_url(settings.redis_url.get_secret_value()),
        "socket_timeout": REDIS_TIMEOUT_SECONDS,
        "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
    }
    if "path" in options:
        options.pop("socket_connect_timeout")
    return ArqRedis(pool_or_conn=ConnectionPool(**options), job_serializer=orjson.dumps, job_deserializer=orjson.loads)


def open_mailer(settings: Settings) -> SmtpMailer:
    """With as many connections as an operator may allow: how many are used is for the send loop to say."""
    return SmtpMailer(
        settings.smtp,
        MAX_CONCURRENCY[QueueName.EMAIL],
        settings.smtp_timeout_seconds,
        local_hostname=settings.name_in_ehlo,
    )


def collect_garbage_less_often() -> None:
    """Exempts the objects that exist at the start from garbage collection, and makes full collections rarer.

    Collecting the former is a tenth of a request's time. With a thousand sockets a full collection takes 200 ms, in
    which no request is served. Young generations are collected as usual. What sockets leave: see `CollectGarbage`.
    """
    gc.freeze()
    first, second, _ = gc.get_threshold()
    gc.set_threshold(first, second, FULL_COLLECTION_THRESHOLD)
