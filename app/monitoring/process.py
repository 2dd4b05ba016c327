"""What a process that is measured does beside its work: it samples itself, and serves /metrics and its health."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from app.metrics.catalog import BUILD, STARTED_AT
from app.metrics.exposition import Exposition, MetricsFolderError
from app.monitoring.figures import Figures
from app.monitoring.sampling import CheckReady, sample
from app.monitoring.server import Server, monitoring_app
from app.settings import Settings
from app.tasks import end
from app.version import VERSION


@asynccontextmanager
async def measuring(settings: Settings, process: str) -> AsyncIterator[Exposition | None]:
    """Measures this process, one of the catalog's PROCESSES, until the block ends; yields None without METRICS_PORT.

    Exits with a sentence where the folder that processes share cannot be used.
    """
    if settings.metrics_port is None:
        yield None
        return
    try:
        exposition = Exposition()
    except MetricsFolderError as error:
        sys.exit(str(error))
    STARTED_AT.set(time.time(), process)
    BUILD.set(1, process, VERSION)
    try:
        yield exposition
    finally:
        exposition.end()


@asynccontextmanager
async def monitoring(
    exposition: Exposition | None, settings: Settings, process: str, redis: Redis, check_ready: CheckReady
) -> AsyncIterator[None]:
    """Samples and serves until the block ends; without an exposition it does nothing."""
    if exposition is None or settings.metrics_port is None:
        yield
        return
    app = monitoring_app(exposition, Figures(), check_ready)
    server = Server(app, settings.metrics_host, settings.metrics_port, is_shared=exposition.folder is not None)
    tasks = [
        asyncio.create_task(sample(process, redis, check_ready), name="sample this process"),
        asyncio.create_task(server.run(), name="serve metrics and health"),
    ]
    try:
        yield
    finally:
        await server.stop()
        await end(tasks)
