"""Opens and closes what a process needs: database, Redis, mailer. The web process and the workers both use it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import orjson
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import parse_url
from redis.exceptions import RedisError

from app import event_bus
from app.database import announce_with, close_database, open_database
from app.events import Event, gathered
from app.jobs import WakeUp
from app.mail import SmtpMailer
from app.rate_limits.actions import count_with
from app.rate_limits.counters import SharedCounter
from app.settings import Settings
from app.tasks import end

logger = logging.getLogger(__name__)
REDIS_TIMEOUT_SECONDS = 2.0
NEWS_LIMIT = 10_000
NEWS_PAUSE_SECONDS = 0.02
News = tuple[Sequence[Event], Sequence[WakeUp]]


@dataclass
class Runtime:
    """What an open process has. Redis may be away at any time: nothing that must happen depends on it."""

    settings: Settings
    redis: ArqRedis


@asynccontextmanager
async def open_runtime(settings: Settings) -> AsyncIterator[Runtime]:
    """Opens database and Redis, and passes on what transactions have to tell."""
    redis = connect_redis(settings)
    await open_database(settings.database_url.get_secret_value(), settings.database_pool_size)
    news: asyncio.Queue[News] = asyncio.Queue(NEWS_LIMIT)
    telling = asyncio.create_task(_tell(redis, news), name="tell news")
    stop_announcing = announce_with(lambda events, wake_ups: _put(news, (events, wake_ups)))
    stop_counting = count_with(SharedCounter(redis))
    try:
        yield Runtime(settings, redis)
    finally:
        stop_announcing()
        stop_counting()
        with suppress(TimeoutError):
            await asyncio.wait_for(news.join(), REDIS_TIMEOUT_SECONDS)
        await end([telling])
        await close_database()
        await redis.aclose(close_connection_pool=True)


def connect_redis(settings: Settings) -> ArqRedis:
    """A client that connects when it is used; jobs are JSON."""
    options: dict[str, Any] = {
        **parse_url(settings.redis_url.get_secret_value()),
        "socket_timeout": REDIS_TIMEOUT_SECONDS,
        "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
    }
    if "path" in options:
        options.pop("socket_connect_timeout")
    return ArqRedis(pool_or_conn=ConnectionPool(**options), job_serializer=orjson.dumps, job_deserializer=orjson.loads)


def open_mailer(settings: Settings) -> SmtpMailer:
    return SmtpMailer(settings.smtp, settings.email_concurrency, settings.smtp_timeout_seconds)


def _put(news: asyncio.Queue[News], item: News) -> None:
    if not any(item):
        return
    with suppress(asyncio.QueueFull):
        news.put_nowait(item)


async def _tell(redis: ArqRedis, news: asyncio.Queue[News]) -> None:
    """Best effort: a lost event or wake-up costs time, as listeners and workers also look by themselves."""
    while True:
        batch = [await news.get()]
        while not news.empty():
            batch.append(news.get_nowait())
        try:
            if events := gathered(event for events, _ in batch for event in events):
                await event_bus.publish(redis, events)
            for wake_up in {wake_up for _, wake_ups in batch for wake_up in wake_ups}:
                await redis.enqueue_job(wake_up.job, _job_id=wake_up.job, _queue_name=wake_up.queue)
        except (RedisError, OSError) as error:
            logger.warning("news_lost", extra={"reason": type(error).__name__, "count": len(batch)})
        finally:
            for _ in batch:
                news.task_done()
        await asyncio.sleep(NEWS_PAUSE_SECONDS)  # what comes quickly after each other is told together
