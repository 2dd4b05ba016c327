"""The product behind a real server in this process, hearing what actions in this process tell."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from app.database import announce_with
from app.event_bus import EventBus
from app.events import Event
from app.main import create_app
from app.settings import Settings
from tests.support.small_schema import served


@asynccontextmanager
async def listening_product(settings: Settings) -> AsyncIterator[tuple[str, EventBus]]:
    """Its address, and its event bus."""
    app = create_app(settings)
    bus: EventBus = app.state.bus

    def tell(events: Sequence[Event], _: object) -> None:
        for event in events:
            bus.tell(event)

    stop = announce_with(tell)
    async with served(app) as address:
        yield f"http://{address}", bus
    stop()
