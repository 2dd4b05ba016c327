"""Tells events to every process over Redis: fire and forget, as whoever listens also reads again by itself."""

from collections.abc import Sequence

import orjson
from redis.asyncio import Redis

from app.events import Event

CHANNEL_PREFIX = "senturo:"


async def publish(redis: Redis, events: Sequence[Event]) -> None:
    """Raises RedisError where Redis does not answer."""
    async with redis.pipeline(transaction=False) as pipeline:
        for event in events:
            pipeline.publish(CHANNEL_PREFIX + event.topic, orjson.dumps(event.to_json()))
        await pipeline.execute()
