"""The product behind a real server in this process, whose subscribers receive what actions in this process publish."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from app.jobs import WakeUp
from app.main import CHANGED_SINCE, create_app
from app.pubsub.after_commit import Dispatcher, dispatch_with
from app.pubsub.channels import Channels
from app.pubsub.missed_events import MissedEvents
from app.pubsub.redis import RedisDispatcher, RedisReceiver
from app.runtime import connect_redis
from app.settings import Settings
from app.tasks import end
from schema.api.subscriptions.shared import SharedSubscriptions
from tests.support.small_schema import served
from tests.support.waiting import PATIENCE_SECONDS

NEVER = 3_600.0


@dataclass(frozen=True)
class SubscriptionProduct:
    url: str
    subscriptions: SharedSubscriptions

    @property
    def channels(self) -> Channels:
        return self.subscriptions.channels

    async def subscribed(self, count: int = 1) -> None:
        """Waits until there are so many subscribers."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if sum(len(channel.subscribers) for channel in self.channels.subscribed.values()) == count:
                    return
                await asyncio.sleep(0.005)

    async def shared(self, count: int) -> None:
        """Waits until so many subscribers are members of shared subscriptions."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if self.subscriptions.member_count == count:
                    return
                await asyncio.sleep(0.005)


class _WithinProcess:
    """Passes events on without Redis."""

    def __init__(self, channels: Channels) -> None:
        self.publish = channels.receive

    def wake(self, _: WakeUp) -> None:
        """There are no workers."""


@contextmanager
def dispatching(dispatcher: Dispatcher) -> Iterator[None]:
    """Passes what transactions register on to the dispatcher meanwhile."""
    stop = dispatch_with(dispatcher)
    try:
        yield
    finally:
        stop()


@asynccontextmanager
async def subscription_product(settings: Settings) -> AsyncIterator[SubscriptionProduct]:
    """Events go from transactions to channels at once, and nothing else is received."""
    app = create_app(settings)
    subscriptions: SharedSubscriptions = app.state.subscriptions
    with dispatching(_WithinProcess(subscriptions.channels)):
        async with served(app) as address:
            yield SubscriptionProduct(f"http://{address}", subscriptions)


@asynccontextmanager
async def subscription_product_over_redis(settings: Settings) -> AsyncIterator[SubscriptionProduct]:
    """Events go over Redis, or are read from the database once their channel is confirmed; never by a sweep."""
    app = create_app(settings)
    subscriptions: SharedSubscriptions = app.state.subscriptions
    redis = connect_redis(settings)
    dispatcher = RedisDispatcher(redis)
    task = asyncio.create_task(dispatcher.run())
    missed_events = MissedEvents(subscriptions.channels, CHANGED_SINCE, sweep_seconds=NEVER)
    receiver = RedisReceiver(subscriptions.channels)
    try:
        with dispatching(dispatcher):
            async with receiver.receiving(redis), missed_events.searching(), served(app) as address:
                yield SubscriptionProduct(f"http://{address}", subscriptions)
    finally:
        await end([task])
        await redis.aclose(close_connection_pool=True)
