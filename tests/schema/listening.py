"""The product behind a real server in this process, hearing what actions in this process tell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.jobs import WakeUp
from app.main import create_app
from app.pubsub.after_commit import dispatch_with
from app.pubsub.redis import EventBus
from app.settings import Settings
from tests.support.small_schema import served


class _WithinProcess:
    """Passes events on without Redis."""

    def __init__(self, bus: EventBus) -> None:
        self.publish = bus.tell

    def wake(self, _: WakeUp) -> None:
        """Nobody here works."""


@asynccontextmanager
async def listening_product(settings: Settings) -> AsyncIterator[tuple[str, EventBus]]:
    """Its address, and its event bus."""
    app = create_app(settings)
    bus: EventBus = app.state.bus

    stop = dispatch_with(_WithinProcess(bus))
    async with served(app) as address:
        yield f"http://{address}", bus
    stop()
